import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { labDown } from '../../src/lab/down.ts';
import { labUp, type RunningLab } from '../../src/lab/up.ts';
import {
  execsOf,
  freshLab,
  init,
  kubectl,
  logSessions,
  microcloud,
  traces,
  until,
  withInventory,
} from '../support/cluster.ts';

const name = 'test-ha';
const nodes = ['pi-1', 'pi-2', 'pi-3'];
let lab: RunningLab;
before(async () => {
  lab = await withInventory(await freshLab(name), 'three', (file) => ({
    ...file,
    cluster: { ...file.cluster, endpoint: `${file.nodes[0]?.staticAddress}:6443` },
    nodes: file.nodes.map((node) => ({ ...node, role: 'control-plane' })),
  }));
});
after(() => labDown({ name }));

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
  await kubectl(lab, 'create deployment page --image=registry.k8s.io/pause:3.10.1 --replicas=3');
  await kubectl(lab, 'rollout status deployment/page --timeout=90s');
});

test('it says "nothing to do" with one exec a node, and touches nothing', async () => {
  for (const node of nodes) await logSessions(lab, node);
  const allTraces = () => Promise.all(nodes.map((node) => traces(lab, node)));
  const before = await allTraces();
  const { code, stderr } = await microcloud(lab, ['init', '--yes']);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /nothing to do/);
  assert.deepEqual(await allTraces(), before);
  assert.deepEqual(await Promise.all(nodes.map((node) => execsOf(lab, node))), [1, 1, 1]);
});

test('it leaves neither a token nor certificates to fetch', async () => {
  const secrets = await kubectl(lab, '-n kube-system get secrets -o name');
  assert.doesNotMatch(secrets, /bootstrap-token|kubeadm-certs/);
});

test('it goes on without one of them', { timeout: 120_000 }, async () => {
  execFileSync('docker', ['rm', '-fv', `microcloud-lab-${name}-pi-3`], { stdio: 'ignore' });
  await until(async () => (await kubectl(lab, 'get --raw /readyz')) === 'ok');
  await kubectl(lab, 'create configmap kept');
});

test('it takes it back, flashed anew, and etcd has three members again', { timeout: 400_000 }, async () => {
  await labUp({ name, nodes: 3, flavour: 'trixie', onProgress: () => {} });
  rmSync(join(lab.directory, 'home', '.ssh', 'known_hosts'));
  await init(lab);
  assert.match(await kubectl(lab, 'get nodes --no-headers'), /^(pi-\d +Ready +control-plane .*\n){3}$/);
  assert.match(await members(), threeVoting);
});

const etcdctl =
  'etcdctl --cacert=/etc/kubernetes/pki/etcd/ca.crt --cert=/etc/kubernetes/pki/etcd/server.crt --key=/etc/kubernetes/pki/etcd/server.key';

const members = () => kubectl(lab, `-n kube-system exec etcd-pi-1 -- ${etcdctl} member list`);
const threeVoting = /^(\w+, started, pi-\d, \S+, \S+, false\n){3}$/;
