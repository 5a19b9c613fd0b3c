import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { parse } from 'yaml';
import { labDown } from '../../lab/down.ts';
import type { RunningLab } from '../../lab/up.ts';
import { versions } from '../../scripts/from-source/built-versions.ts';
import type { InventoryFile } from '../../src/inventory/schema.ts';
import { changeCards, flash } from '../support/cards.ts';
import { freshLab, init, inside, microcloud, nothingToDo, until } from '../support/cluster.ts';
import {
  deployK3sPage,
  k3sBundle,
  k3sKubectl as kubectl,
  older,
  skipped,
  standInProgram,
  version,
  withK3s,
} from '../support/k3s-lab.ts';
import { pageAt, watchPage } from '../support/page.ts';
import { startRegistry } from '../support/registry.ts';
import { remains } from '../support/remains.ts';

const name = 'test-k3s';
// Without a real k3s one node shows all that there is to see.
const nodes = skipped ? ['pi-1'] : ['pi-1', 'pi-2', 'pi-3'];
let fresh: RunningLab;
let lab: RunningLab;
before(async () => {
  fresh = await freshLab(name, nodes.length);
  await k3sBundle(fresh);
  lab = await withK3s(fresh, 'k3s', { version: older });
});
after(() => labDown({ name }));

const started = (node: string) =>
  inside(lab, node, "systemctl show -p ExecMainStartTimestampMonotonic 'k3s*.service' | grep -v '=0$'");
/** What runs in k3s's own containerd, with the time of its start. */
const containersOf = async (node: string) => {
  const { containers } = JSON.parse(await inside(lab, node, 'k3s crictl ps -o json'));
  return containers.map(({ id, createdAt }: Container) => `${id} ${createdAt}`).sort();
};
const changesOf = async () => {
  const { code, stdout, stderr } = await microcloud(lab, ['init', '--dry-run']);
  assert.equal(code, 0, stderr);
  return stdout.split('\n').filter((line) => line.startsWith('  * '));
};

test('it plans a fresh node', async () => {
  const { code, stdout } = await microcloud(lab, ['init', '--dry-run', '--accept-new-host-keys']);
  assert.equal(code, 0, stdout);
  for (const part of [
    `Install k3s v${older}`,
    'Write /etc/rancher/k3s/config.yaml',
    '+cluster-cidr: 10.244.0.0/16',
    `Create the cluster "${name}" with k3s ${older} (sqlite, for one server)`,
  ]) {
    assert.ok(stdout.includes(part), `${part} is missing in:\n${stdout}`);
  }
  assert.doesNotMatch(stdout, /kubeadm|kubelet\.service|Flannel/);
});

test('it brings program, images, settings and unit, and says why the program does not start', {
  skip: !skipped && 'there is a real k3s',
  timeout: 400_000,
}, async () => {
  const { code, stderr } = await microcloud(lab, ['init', '--yes', '--accept-new-host-keys']);
  assert.equal(code, 1);
  assert.match(stderr, /k3s\.service stops again and again\n[\s\S]*this is no k3s/);
  const files = await inside(
    lab,
    'pi-1',
    `cd /etc/rancher/k3s && stat -c '%n %a' config.yaml token agent-token; wc -c token agent-token | head -n 2 | tr -s ' '
stat -c '%n %a' /usr/local/bin/k3s /var/lib/rancher/k3s/agent/images/*; readlink /usr/local/bin/kubectl
systemctl is-enabled k3s.service; systemd-analyze verify /etc/systemd/system/k3s.service 2>&1`,
  );
  assert.equal(
    files.replaceAll(/^ +/gm, ''),
    `config.yaml 600
token 600
agent-token 600
32 token
32 agent-token
/usr/local/bin/k3s 755
/var/lib/rancher/k3s/agent/images/k3s-airgap-images.tar.zst 755
k3s
enabled
`,
  );
  assert.equal(await inside(lab, 'pi-1', 'cat /usr/local/bin/k3s'), standInProgram);
});

test('it goes on where it stopped: only the cluster is missing', {
  skip: !skipped && 'there is a real k3s',
}, async () => {
  // What Cloudy is of waits for the cluster.
  const changes = (await changesOf()).filter((line) => !/cloudy|serf|publisher/i.test(line));
  assert.deepEqual(changes, [`  * Create the cluster "${name}" with k3s ${older} (sqlite, for one server)`]);
});

test('it makes three fresh nodes a cluster', { skip: skipped, timeout: 900_000 }, async () => {
  const { nodes: ended } = await init(lab);
  assert.deepEqual(
    ended.map(({ state }) => state),
    ['converged', 'converged', 'converged'],
  );
  assert.match(
    await kubectl(lab, 'get nodes --no-headers'),
    /^pi-1 +Ready +control-plane .*\npi-2 +Ready +<none> .*\npi-3 +Ready +<none> .*\n$/,
  );
  assert.match(await kubectl(lab, '-n kube-system get deployment coredns --no-headers'), / 1\/1 /);
});

test('it gives workers no token of servers, and nobody else any', { skip: skipped }, async () => {
  const server = (await inside(lab, 'pi-1', 'cat /etc/rancher/k3s/token')).trim();
  assert.match(server, /^[0-9a-f]{32}$/);
  const found = await inside(lab, 'pi-2', `grep -rlF ${server} /etc /var/lib/rancher/k3s/agent/*.* || :`);
  assert.equal(found, '');
  const readable = await inside(lab, 'pi-1', `find /etc -xdev -type f -perm -o=r -exec grep -lF ${server} {} + || :`);
  assert.equal(readable, '');
});

test('it leaves Docker beside it in peace', { skip: skipped, timeout: 200_000 }, async () => {
  const both = await inside(
    lab,
    'pi-2',
    'docker info -f "{{.Driver}}"; ls /run/containerd/containerd.sock /run/k3s/containerd/containerd.sock',
  );
  assert.match(both, /^overlay\w*\n\/run\/containerd\/containerd\.sock\n\/run\/k3s\/containerd\/containerd\.sock\n$/);
  // None that is still to come, and one of the publisher at least.
  await kubectl(lab, 'wait --for=condition=Ready pods --all -A --timeout=120s');
  const before = await containersOf('pi-2');
  await inside(lab, 'pi-2', 'systemctl restart docker containerd');
  assert.deepEqual(await containersOf('pi-2'), before);
  assert.ok(before.length > 0);
});

test('it says "nothing to do" with one exec a node, touches no file and restarts nothing', {
  skip: skipped,
}, async () => {
  await nothingToDo(lab, nodes);
});

test('it answers a NodePort on every node', { skip: skipped, timeout: 300_000 }, async () => {
  await deployK3sPage(lab);
  for (const [index] of nodes.entries()) {
    const answer = async () => (await fetch(pageAt(lab, index), { signal: AbortSignal.timeout(3000) })).text();
    await until(async () => (await answer()) === 'OK');
  }
});

test('it gives a context that kubectl works with', { skip: skipped }, async () => {
  const { code, stdout } = await microcloud(lab, ['kubeconfig', '--print']);
  assert.equal(code, 0);
  assert.match(stdout, /^ +server: https:\/\/172\.29\.\d+\.11:6443$/m);
});

test('it shows a changed setting, and restarts that node alone, once', {
  skip: skipped,
  timeout: 300_000,
}, async () => {
  const before = await Promise.all(nodes.map(started));
  lab = await withK3s(fresh, 'changed', { version: older, agent: { 'kubelet-arg': ['max-pods=60'] } });
  const { stdout } = await microcloud(lab, ['init', '--dry-run']);
  assert.match(stdout, /config\.yaml, which restarts k3s\n[\s\S]*^ +\+ +- max-pods=60$/m);
  await init(lab);
  const now = await Promise.all(nodes.map(started));
  assert.deepEqual(
    now.map((time, index) => time === before[index]),
    [true, false, false],
  );
  await until(async () => (await kubectl(lab, `get node pi-2 -o 'jsonpath={.status.capacity.pods}'`)) === '60');
  assert.deepEqual(await changesOf(), []);
});

test("it takes images from the inventory's mirror", { skip: skipped, timeout: 300_000 }, async (t) => {
  const { artifacts, defaults } = parse(readFileSync(fresh.inventory, 'utf8')) as InventoryFile;
  if (!artifacts?.bundle) return t.skip('there is the internet, and no bundle to be a registry');
  const { port, asked } = await startRegistry(t, join(artifacts.bundle, 'registry.k8s.io/v2/pause'));
  const mirror = `http://${defaults?.network?.gateway}:${port}`;
  lab = await withK3s(fresh, 'mirrored', {
    version: older,
    cluster: { registries: { mirrors: { 'docker.io': [mirror] } } },
    k3s: { serviceLb: false, localPath: false, metricsServer: false },
  });
  await init(lab);
  await kubectl(lab, `run mirrored --image=docker.io/library/mirrored:${versions.pause}`);
  await kubectl(lab, 'wait --for=condition=Ready pod/mirrored --timeout=90s');
  assert.ok(asked.includes(`/v2/library/mirrored/manifests/${versions.pause}`), asked.join('\n'));
  await kubectl(lab, 'delete pod mirrored --grace-period=1');
});

test('it runs what k3s brings along only where the inventory wants it', {
  skip: skipped,
  timeout: 300_000,
}, async () => {
  const parts = async () => {
    const names = await kubectl(lab, `-n kube-system get deployments -o 'jsonpath={.items[*].metadata.name}'`);
    return names.split(' ').sort();
  };
  await until(async () => (await parts()).join() === 'coredns');
  lab = await withK3s(fresh, 'parts', { version: older });
  await init(lab);
  await until(async () => (await parts()).join() === 'coredns,local-path-provisioner,metrics-server');
  await kubectl(lab, '-n kube-system rollout status deployment/metrics-server --timeout=120s');
  await kubectl(lab, 'create service loadbalancer balanced --tcp=8081:80');
  await until(
    async () => (await kubectl(lab, `get service balanced -o 'jsonpath={.status.loadBalancer.ingress}'`)) !== '',
  );
  await kubectl(lab, 'delete service balanced');
  assert.deepEqual(await changesOf(), []);
});

test('it upgrades while a page stays reachable', { skip: skipped, timeout: 900_000 }, async (t) => {
  lab = await withK3s(fresh, 'upgraded', { version });
  const urls = nodes.map((_, index) => pageAt(lab, index));
  const page = watchPage(urls);
  const order: string[] = [];
  const result = await init(lab).finally(() => page.stop());
  const { asked, lost, losses } = await page.stop();
  for (const line of losses) t.diagnostic(line);
  assert.ok(asked > 50, `${asked} asked`);
  assert.equal(lost, 0, `of ${asked} asked`);
  assert.equal(result.ok, true);
  for (const node of nodes) {
    order.push((await inside(lab, node, 'cut -d " " -f 1,3 /var/lib/microcloud/programs/k3s')).trim());
  }
  assert.ok(order.every((line) => line.startsWith(`v${version} `)));
  const times = order.map((line) => Number(line.split(' ')[1]));
  assert.equal(times[0], Math.min(...times), 'the control plane comes first');
  const [, , program] = (await inside(lab, 'pi-1', 'k3s --version')).split(' ');
  const running = await kubectl(lab, `get nodes -o 'jsonpath={.items[*].status.nodeInfo.kubeletVersion}'`);
  assert.deepEqual(running.split(' '), [program, program, program]);
  const cordoned = await kubectl(lab, `get nodes -o 'jsonpath={.items[*].spec.unschedulable}{.items[*].spec.taints}'`);
  assert.equal(cordoned, '');
  assert.deepEqual(await changesOf(), []);
});

test('it refuses to go back', { skip: skipped }, async () => {
  const back = await withK3s(fresh, 'back', { version: older });
  const { code, stderr } = await microcloud(back, ['init', '--yes']);
  assert.equal(code, 1);
  const refusal = `pi-1: it has k3s ${version}, and the inventory asks for ${older}: Kubernetes cannot go back`;
  assert.ok(stderr.includes(refusal), stderr);
});

test('it removes a worker, which is then clean, and says what it looked for', {
  skip: skipped,
  timeout: 400_000,
}, async () => {
  await kubectl(lab, 'scale deployment/page --replicas=3');
  await kubectl(lab, 'rollout status deployment/page --timeout=90s');
  await isRemoved('pi-3');
  assert.match((await microcloud(lab, ['remove', 'pi-3', '--keep'])).stderr, /1 of 1 node clean; nothing to do\./);
});

test('it takes a worker back whose card was flashed anew', { skip: skipped, timeout: 600_000 }, async () => {
  await changeCards(lab, 'pi-2');
  const changed = await microcloud(lab, ['join', 'pi-2', '--yes', '--accept-new-host-keys']);
  assert.equal(changed.code, 1);
  assert.match(changed.stderr, /The host key of pi-2 \(\S+\) has changed/);
  const [, forget = ''] = /If you flashed its card again: (ssh-keygen .*)/.exec(changed.stderr) ?? [];
  execFileSync('sh', ['-c', forget], { stdio: 'ignore' });
  const plan = await microcloud(lab, ['join', 'pi-2', '--dry-run', '--accept-new-host-keys']);
  assert.match(plan.stdout, /Join the cluster "test-k3s" as a worker, in the place of the machine that had its name/);
  const { code, stderr } = await microcloud(lab, ['join', 'pi-2', '--replace', '--yes', '--accept-new-host-keys']);
  assert.equal(code, 0, stderr);
  const id = (await inside(lab, 'pi-2', 'cat /etc/machine-id')).trim();
  assert.equal(await kubectl(lab, `get node pi-2 -o 'jsonpath={.status.nodeInfo.machineID}'`), id);
  assert.match(await kubectl(lab, 'get node pi-2 --no-headers'), / Ready /);
});

test('it makes one server three, and says before what becomes of the datastore', {
  skip: skipped,
  timeout: 1_200_000,
}, async () => {
  await kubectl(lab, 'create configmap kept --from-literal=a=b');
  await flash(lab, 'pi-2', 'pi-3');
  lab = await withK3s(fresh, 'three', { servers: 3 });
  const { stdout } = await microcloud(lab, ['init', '--dry-run', '--accept-new-host-keys']);
  assert.match(
    stdout,
    /Move the cluster's datastore from sqlite to etcd[^\n]*a copy is kept[^\n]*\n[\s\S]*\+cluster-init: true/,
  );
  await init(lab);
  assert.match(await kubectl(lab, 'get nodes --no-headers'), /^(pi-\d +Ready +control-plane,etcd .*\n){3}$/);
  assert.equal(await kubectl(lab, `get configmap kept -o 'jsonpath={.data.a}'`), 'b');
  await inside(lab, 'pi-1', 'test -s /var/lib/rancher/k3s/server/db/sqlite-before-etcd/state.db');
  assert.deepEqual(await changesOf(), []);
});

test('it goes on without one of the three', { skip: skipped, timeout: 240_000 }, async () => {
  // The freezer of cgroup v1 gives up on a container that forks at that moment.
  await until(async () => {
    docker('pause', 'pi-3');
    return true;
  });
  try {
    await until(async () => (await kubectl(lab, 'get --raw /readyz')) === 'ok');
    await kubectl(lab, 'create configmap later');
  } finally {
    docker('unpause', 'pi-3');
  }
});

test('it removes one of the three, which is then clean, and etcd goes on with the others', {
  skip: skipped,
  timeout: 400_000,
}, async () => {
  await until(async () => / Ready /.test(await kubectl(lab, 'get node pi-3 --no-headers')));
  await isRemoved('pi-3');
  assert.match(await kubectl(lab, 'get nodes --no-headers'), /^(pi-\d +Ready +control-plane,etcd .*\n){2}$/);
  await kubectl(lab, 'create configmap last');
});

async function isRemoved(node: string): Promise<void> {
  const { code, stdout, stderr } = await microcloud(lab, ['remove', node, '--keep', '--yes', '--json']);
  assert.equal(code, 0, stderr);
  const { removed, checked } = JSON.parse(stdout);
  assert.deepEqual(removed, [node]);
  for (const what of [/^processes/, /^mounts/, /^links/, /^chains/, /^units/, /^files/, /^programs/])
    assert.ok(checked.some((title: string) => what.test(title)));
  assert.doesNotMatch(await kubectl(lab, 'get nodes,secrets -A --no-headers'), new RegExp(node));
  const left = (await remains(lab, node)).filter((line) => /kube|k3s|cni|flannel|etcd|rancher|publisher/i.test(line));
  assert.deepEqual(
    left.filter((line) => !ofTheSystem.test(line)),
    [],
  );
}

/** Folders of packages, and what a lab's nodes have from the start. */
const ofTheSystem = /\/(usr\/lib|etc)\/cni|90-microcloud|^unit cni-dhcp|^(file|mount) \/var\/lib\/(kubelet|rancher)$/;

function docker(...words: readonly string[]): void {
  const node = words.at(-1);
  execFileSync('docker', [...words.slice(0, -1), `microcloud-lab-${name}-${node}`], { stdio: 'ignore' });
}

interface Container {
  readonly id: string;
  readonly createdAt: string;
}
