import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { parse } from 'yaml';
import { labDown } from '../../lab/down.ts';
import type { RunningLab } from '../../lab/up.ts';
import { versions } from '../../scripts/from-source/built-versions.ts';
import type { InventoryFile } from '../../src/inventory/schema.ts';
import { freshLab, init, inside, kubectl, microcloud, start, until, withInventory } from '../support/cluster.ts';
import { startRegistry } from '../support/registry.ts';
import { remains } from '../support/remains.ts';

const name = 'test-options';
let lab: RunningLab;
/** What was on pi-2 before it joined for the first time. */
let prepared: readonly string[];
before(async () => {
  lab = await freshLab(name, 2);
});
after(() => labDown({ name }));

const hostname = (node: string) => inside(lab, node, 'cat /etc/hostname');
const bootId = (node: string) => inside(lab, node, 'cat /proc/sys/kernel/random/boot_id');
const boots = () => Promise.all(['pi-1', 'pi-2'].map(bootId));

test('it prepares one node of a fresh cluster, says that there is nothing to join, and leaves the other alone', {
  timeout: 300_000,
}, async () => {
  const args = ['init', '--yes', '--only', 'pi-2', '--no-reboot', '--accept-new-host-keys'];
  const reboot = await microcloud(lab, args);
  assert.equal(reboot.code, 1);
  assert.match(reboot.stderr, /^pi-2 waits for a reboot, which is left to you\. Reboot: the memory cgroup is off/m);
  const { code, stderr } = await microcloud(lab, ['init', '--yes', '--only', 'pi-2']);
  assert.equal(code, 1);
  assert.match(stderr, /^pi-2 cannot join: pi-1 has no cluster yet that nodes could join\.\nTry: microcloud init$/m);
  assert.deepEqual([await hostname('pi-1'), await hostname('pi-2')], ['raspberrypi\n', 'pi-2\n']);
  assert.match(
    await inside(lab, 'pi-2', 'systemctl is-active containerd; ls /usr/local/bin'),
    /^active\n[\s\S]*kubelet/,
  );
  prepared = await remains(lab, 'pi-2');
});

test('it leaves a reboot pending when told to, and makes no cluster that could not run', {
  timeout: 300_000,
}, async () => {
  const before = await boots();
  const { code, stderr } = await microcloud(lab, ['init', '--yes', '--no-reboot', '--accept-new-host-keys']);
  assert.equal(code, 1);
  assert.match(stderr, /^pi-1 waits for a reboot, which is left to you\. Reboot: the memory cgroup is off/m);
  assert.match(stderr, /^pi-2 cannot join: it waits for pi-1, which fails\.$/m);
  assert.deepEqual(await boots(), before);
  await assert.rejects(inside(lab, 'pi-1', 'test -e /etc/kubernetes/admin.conf'));
});

const worker = (settings: Partial<InventoryFile['nodes'][number]>) =>
  withInventory(lab, 'worker', (file) => ({
    ...file,
    nodes: file.nodes.map((node) => (node.name === 'pi-2' ? { ...node, ...settings } : node)),
  }));
const labels = async () => JSON.parse(await kubectl(lab, `get node pi-2 -o jsonpath='{.metadata.labels}'`));
const taints = () => kubectl(lab, `get node pi-2 -o jsonpath='{.spec.taints[*]}'`);

test('it gives nodes their labels and taints', { timeout: 400_000 }, async () => {
  await init(
    await worker({ labels: { disk: 'ssd', 'example.org/room': 'attic' }, taints: ['dedicated=db:NoSchedule'] }),
  );
  assert.partialDeepStrictEqual(await labels(), { disk: 'ssd', 'example.org/room': 'attic' });
  assert.match(await taints(), /\{"effect":"NoSchedule","key":"dedicated","value":"db"\}/);
});

test('it changes and removes what the inventory changes and removes, and nothing else', async () => {
  await kubectl(lab, 'label node pi-2 by-hand=yes');
  await kubectl(lab, 'taint node pi-2 by-hand:NoSchedule');
  const changed = await worker({ labels: { disk: 'nvme' }, taints: ['gpu:NoSchedule'] });
  await init(changed);
  const { disk, ...others } = await labels();
  assert.deepEqual([disk, others['example.org/room'], others['by-hand']], ['nvme', undefined, 'yes']);
  assert.match(await taints(), /"by-hand"/);
  assert.match(await taints(), /"gpu"/);
  assert.doesNotMatch(await taints(), /dedicated/);
  const again = await init(changed);
  assert.deepEqual(
    again.nodes.map(({ changes }) => changes),
    [0, 0],
  );
  await init(lab);
  assert.equal((await labels()).disk, undefined);
  assert.doesNotMatch(await taints(), /gpu/);
});

test('it brings one node back with --only, with its label, and Ready', { timeout: 300_000 }, async () => {
  await inside(lab, 'pi-2', 'kubeadm reset --force && rm -rf /etc/cni/net.d');
  const labelled = await worker({ labels: { disk: 'ssd' } });
  const { nodes } = await init(labelled, '--only', 'pi-2');
  assert.deepEqual(nodes.map(({ name: node, state }) => `${node} ${state}`).sort(), [
    'pi-1 converged',
    'pi-2 converged',
  ]);
  assert.match(await kubectl(lab, 'get nodes -l disk=ssd --no-headers'), /^pi-2 +Ready .*\n$/);
});

test('it moves a worker of the cluster, for Flannel too, but not the control plane', { timeout: 400_000 }, async () => {
  const { nodes } = parse(readFileSync(lab.inventory, 'utf8')) as InventoryFile;
  const [main = '', home = ''] = nodes.map(({ staticAddress }) => staticAddress);
  const away = home.replace(/\d+$/, '32');
  const lost = await withInventory(lab, 'lost', (file) => ({
    ...file,
    nodes: file.nodes.map((node) => (node.name === 'pi-1' ? { ...node, address: main, staticAddress: away } : node)),
  }));
  const { stdout } = await microcloud(lost, ['init', '--dry-run']);
  assert.match(stdout, new RegExp(`! pi-1: Its cluster knows this control plane by ${main}: .* at ${away}\\.$`, 'm'));

  const fields = ['.metadata.annotations.flannel\\.alpha\\.coreos\\.com/public-ip', '.status.addresses[0].address'];
  const known = () => kubectl(lab, `get node pi-2 -o jsonpath='${fields.map((field) => `{${field}} `).join('')}'`);
  await init(await worker({ address: home, staticAddress: away }));
  await until(async () => (await known()) === `${away} ${away} `);
  await init(await worker({ address: away }));
  await until(async () => (await known()) === `${home} ${home} `);
});

test("it takes images from the inventory's mirror", { timeout: 200_000 }, async (t) => {
  const plain = parse(readFileSync(lab.inventory, 'utf8')) as InventoryFile;
  const { bundle } = plain.artifacts ?? {};
  if (!bundle) return t.skip('there is the internet, and no bundle to be a registry');
  const { port, asked } = await startRegistry(t, join(bundle, 'registry.k8s.io/v2/pause'));
  const mirror = `http://${plain.defaults?.network?.gateway}:${port}`;
  const mirrored = await withInventory(lab, 'mirrored', (file) => ({
    ...file,
    cluster: { ...file.cluster, registries: { mirrors: { 'docker.io': [mirror] } } },
  }));
  await init(mirrored);
  await kubectl(lab, `run mirrored --image=docker.io/library/mirrored:${versions.pause}`);
  await kubectl(lab, 'wait --for=condition=Ready pod/mirrored --timeout=90s');
  assert.ok(asked.includes(`/v2/library/mirrored/manifests/${versions.pause}`), asked.join('\n'));
  await kubectl(lab, 'delete pod mirrored --grace-period=1');
  const { nodes } = await init(lab);
  assert.deepEqual(
    nodes.map(({ changes }) => changes),
    [1, 1],
  );
  await assert.rejects(inside(lab, 'pi-1', 'cat /etc/containerd/certs.d/docker.io/hosts.toml'));
});

test('it removes a node, which is then as clean as before it joined, and takes it out of the inventory', {
  timeout: 300_000,
}, async () => {
  await kubectl(lab, `create deployment page --image=registry.k8s.io/pause:${versions.pause} --replicas=2 --port=80`);
  await kubectl(lab, 'expose deployment page --port=80 --type=NodePort');
  await until(async () => (await kubectl(lab, 'get pods -o wide')).includes(' pi-2 '));
  // Its note of labels and taints is older than what somebody wrote by hand.
  await kubectl(lab, 'taint node pi-2 by-hand:NoSchedule-').catch(() => '');
  const shorter = await withInventory(lab, 'shorter', (file) => file);
  const before = readFileSync(shorter.inventory, 'utf8');
  const plan = await microcloud(shorter, ['remove', 'pi-2', '--dry-run']);
  assert.match(
    plan.stdout,
    /\* pi-1: Drain pi-2: \d pods? moves?[\s\S]*\* pi-2: Stop kubelet[\s\S]*Delete the Node object/,
  );
  assert.equal(readFileSync(shorter.inventory, 'utf8'), before);
  assert.match(await kubectl(lab, 'get node pi-2 --no-headers'), / Ready /);

  const { code, stdout, stderr } = await microcloud(shorter, ['remove', 'pi-2', '--yes', '--json']);
  assert.equal(code, 0, stderr);
  const { removed, checked } = JSON.parse(stdout);
  assert.deepEqual(removed, ['pi-2']);
  assert.ok(checked.length > 8);
  assert.doesNotMatch(await kubectl(lab, 'get nodes --no-headers'), /pi-2/);
  assert.doesNotMatch(await inside(lab, 'pi-1', 'cat /etc/hosts'), /pi-2/);
  assert.deepEqual(
    parse(readFileSync(shorter.inventory, 'utf8')).nodes.map(({ name: node }: Named) => node),
    ['pi-1'],
  );
  // Before a node joins, systemd starts kubelet again and again: it may have been seen or not.
  const installed =
    /^process kubelet|\/usr\/local\/bin\/kube|(default|multi-user\.target\.wants|system)\/kubelet|^unit kubelet|\/var\/lib\/microcloud\/(programs|artifacts)|publisher|\/usr\/local\/lib\/microcloud/;
  // Each move of the node keeps the files of the network that it changed.
  const kept = (line: string) => line.includes('/var/lib/microcloud/backup/');
  assert.deepEqual(
    (await remains(lab, 'pi-2')).filter((line) => !kept(line)),
    prepared.filter((line) => !installed.test(line) && !kept(line)),
  );
});

test('it lets pods run on the control plane that is left, and says nothing to do for both from then on', async () => {
  const shorter = { ...lab, inventory: join(lab.directory, 'shorter.yaml') };
  await kubectl(lab, 'rollout status deployment/page --timeout=90s');
  assert.match(
    (await microcloud(shorter, ['init', '--yes'])).stderr,
    /1 of 1 node as the inventory says; nothing to do\./,
  );
  const again = await microcloud(lab, ['remove', 'pi-2', '--keep']);
  assert.equal(again.code, 0, again.stderr);
  assert.match(again.stderr, /1 of 1 node clean; nothing to do\./);
});

test('it takes the cluster apart after its name was typed, in as many tries as it needs', {
  timeout: 300_000,
}, async () => {
  const other = await microcloud(lab, ['reset', '--confirm', 'another']);
  assert.equal(other.code, 2);
  for (const point of ['stop', 'clear', 'erase', 'uninstall']) {
    const run = start(lab, ['reset', '--confirm', name, '--json-events'], ({ kind, phase }) => {
      if (kind === 'change' && phase === point) run.kill();
    });
    assert.equal((await run.ended).code, null, point);
  }
  const { code, stderr } = await microcloud(lab, ['reset', '--confirm', name]);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /2 of 2 nodes clean/);
  const left = (await remains(lab, 'pi-1')).filter((line) => /kube|cni|flannel|etcd|rancher/i.test(line));
  assert.deepEqual(
    left.filter((line) => !ofTheSystem.test(line)),
    [],
  );
  assert.match((await microcloud(lab, ['reset', '--confirm', name])).stderr, /2 of 2 nodes clean; nothing to do\./);
});

/** Folders of packages, and mount points that a lab's nodes have from the start. */
const ofTheSystem = /\/(usr\/lib|etc)\/cni|90-microcloud|^unit cni-dhcp|^(file|mount) \/var\/lib\/(kubelet|rancher)$/;

interface Named {
  readonly name: string;
}
