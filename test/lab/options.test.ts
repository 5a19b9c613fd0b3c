import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { InventoryFile } from '../../src/inventory/schema.ts';
import { labDown } from '../../src/lab/down.ts';
import type { RunningLab } from '../../src/lab/up.ts';
import { freshLab, init, inside, kubectl, microcloud, withInventory } from '../support/cluster.ts';

const name = 'test-options';
let lab: RunningLab;
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
