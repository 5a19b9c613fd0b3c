import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Server } from 'node:net';
import { after, before, test } from 'node:test';
import { parse } from 'yaml';
import { labDown } from '../../lab/down.ts';
import type { RunningLab } from '../../lab/up.ts';
import { versions } from '../../scripts/from-source/built-versions.ts';
import type { InventoryFile } from '../../src/inventory/schema.ts';
import { startBalancer } from '../support/balancer.ts';
import { flash, takeAway } from '../support/cards.ts';
import { freshLab, init, inside, kubectl, microcloud, nothingToDo, until, withInventory } from '../support/cluster.ts';

const name = 'test-ha';
const nodes = ['pi-1', 'pi-2', 'pi-3'];
let lab: RunningLab;
let balancer: Server;
before(async () => {
  const fresh = await freshLab(name);
  const { defaults, nodes } = parse(readFileSync(fresh.inventory, 'utf8')) as InventoryFile;
  // This machine is the gateway of its lab.
  const gateway = defaults?.network?.gateway ?? '';
  balancer = await startBalancer(
    gateway,
    6443,
    nodes.map(({ staticAddress }) => staticAddress ?? ''),
  );
  lab = await withInventory(fresh, 'three', (file) => ({
    ...file,
    cluster: { ...file.cluster, endpoint: `${gateway}:6443` },
    nodes: file.nodes.map((node) => ({ ...node, role: 'control-plane' })),
  }));
});
after(async () => {
  balancer.close();
  await labDown({ name });
});

test('it makes three nodes control planes of one cluster', { timeout: 900_000 }, async () => {
  const { nodes: ended } = await init(lab);
  assert.deepEqual(
    ended.map(({ state }) => state),
    ['converged', 'converged', 'converged'],
  );
  assert.match(await kubectl(lab, 'get nodes --no-headers'), /^(pi-\d +Ready +control-plane .*\n){3}$/);
  assert.match(await kubectl(lab, '-n kube-system get deployment coredns --no-headers'), / 2\/2 /);
});

test('it gives etcd three members, all of them voting', async () => {
  assert.match(await members(), threeVoting);
});

test('it lets pods run on them, as there are no workers', async () => {
  const taints = await kubectl(lab, `get nodes -o jsonpath='{.items[*].spec.taints}'`);
  assert.doesNotMatch(taints, /control-plane/);
  await kubectl(lab, `create deployment page --image=registry.k8s.io/pause:${versions.pause} --replicas=3`);
  await kubectl(lab, 'rollout status deployment/page --timeout=90s');
});

test('it says "nothing to do" with one exec a node, and touches nothing', async () => {
  await nothingToDo(lab, nodes);
});

test('it leaves neither a token nor certificates to fetch', async () => {
  const secrets = await kubectl(lab, '-n kube-system get secrets -o name');
  assert.doesNotMatch(secrets, /bootstrap-token|kubeadm-certs/);
});

test('it goes on without the one that made the cluster', { timeout: 300_000 }, async () => {
  takeAway(lab, 'pi-1');
  await until(async () => (await atSecond('get --raw /readyz')) === 'ok');
  await atSecond('create configmap kept');
});

test('it changes nothing on the others meanwhile, whoever leads', { timeout: 200_000 }, async () => {
  const before = await Promise.all(['pi-2', 'pi-3'].map(settingsOf));
  const { code, stdout, stderr } = await microcloud(lab, ['init', '--yes', '--json']);
  assert.equal(code, 1, stderr);
  const { nodes } = JSON.parse(stdout) as { nodes: { name: string; state: string; changes: number }[] };
  assert.deepEqual(nodes.map(({ name, state, changes }) => `${name} ${state} ${changes}`).toSorted(), [
    'pi-1 unreachable 0',
    'pi-2 converged 0',
    'pi-3 converged 0',
  ]);
  assert.deepEqual(await Promise.all(['pi-2', 'pi-3'].map(settingsOf)), before);
});

test('it takes that one back, flashed anew, into the cluster of the others', { timeout: 400_000 }, async () => {
  await flash(lab);
  const { stdout } = await microcloud(lab, ['init', '--dry-run', '--accept-new-host-keys']);
  assert.match(stdout, /Join the cluster "test-ha" as a control plane/);
  assert.doesNotMatch(stdout, /Create the cluster/);
  await init(lab);
  assert.match(await kubectl(lab, 'get nodes --no-headers'), /^(pi-\d +Ready +control-plane .*\n){3}$/);
  assert.match(await kubectl(lab, 'get configmap kept -o name'), /kept/);
  assert.match(await members(), threeVoting);
  await nothingToDo(lab, nodes);
});

test('it takes two of them out at once, and etcd goes on with the third', { timeout: 300_000 }, async () => {
  const one = await microcloud(lab, ['remove', 'pi-3', '--yes']);
  assert.equal(one.code, 2);
  assert.match(one.stderr, /this makes 2 control planes/);
  const { code, stderr } = await microcloud(lab, ['remove', 'pi-2', 'pi-3', '--yes', '--keep', '--no-drain']);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /2 of 2 nodes clean/);
  assert.match(await members(), /^(\w+, started, pi-1, \S+, \S+, false\n)$/);
  assert.match(await kubectl(lab, 'get nodes --no-headers'), /^pi-1 +Ready .*\n$/);
});

test('it makes no second cluster while another control plane cannot be asked', { timeout: 200_000 }, async () => {
  await flash(lab, 'pi-1');
  for (const node of ['pi-2', 'pi-3']) await inside(lab, node, 'systemctl stop ssh.socket ssh.service');
  const { code, stderr } = await microcloud(lab, ['init', '--yes', '--accept-new-host-keys']);
  assert.equal(code, 1);
  assert.match(stderr, /It would make a new cluster, and pi-2, pi-3 cannot be asked whether there is one already/);
  assert.equal(await inside(lab, 'pi-1', 'ls /etc/kubernetes 2>/dev/null || :'), '');
});

/** What Serf and the publisher are told, and since when they run. */
const settingsOf = (node: string) =>
  inside(
    lab,
    node,
    'cat /etc/microcloud/serf.json /etc/microcloud/publisher.json; systemctl show -p ExecMainStartTimestamp serf microcloud-publisher',
  );

const atSecond = (words: string) => inside(lab, 'pi-2', `KUBECONFIG=/etc/kubernetes/admin.conf kubectl ${words}`);

const etcdctl =
  'etcdctl --cacert=/etc/kubernetes/pki/etcd/ca.crt --cert=/etc/kubernetes/pki/etcd/server.crt --key=/etc/kubernetes/pki/etcd/server.key';

const members = () => kubectl(lab, `-n kube-system exec etcd-pi-1 -- ${etcdctl} member list`);
const threeVoting = /^(\w+, started, pi-\d, \S+, \S+, false\n){3}$/;
