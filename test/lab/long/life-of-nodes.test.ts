import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { labDown } from '../../../lab/down.ts';
import type { RunningLab } from '../../../lab/up.ts';
import { cutPower, flash, givePower } from '../../support/cards.ts';
import { freshLab, init, microcloud, start, withInventory } from '../../support/cluster.ts';
import { isWhole, kubectlOn, said } from '../../support/whole-cluster.ts';

const name = 'test-life';
const controlPlanes = ['pi-1', 'pi-2', 'pi-3'];
let lab: RunningLab;
/** The lab's network: "172.29.3". */
let net: string;

before(
  async () => {
    const fresh = await freshLab(name, 4);
    net = (fresh.nodes[0]?.address ?? '').replace(/\.\d+$/, '');
    lab = await withInventory(fresh, 'home', (file) => ({
      ...file,
      cluster: { ...file.cluster, sharedAddress: `${net}.200` },
      nodes: file.nodes.map((node) => ({ ...node, role: isPlane(node.name) ? 'control-plane' : 'worker' })),
    }));
  },
  { timeout: 300_000 },
);
after(() => labDown({ name }), { timeout: 200_000 });

const isPlane = (node: string) => controlPlanes.includes(node);

/** The rows in whose changes the power goes, and the node that loses it. A cut at `kernel` is the reboot already. */
const cuts = new Set([
  ...['identity', 'network', 'kernel', 'packages', 'runtime', 'kubernetes', 'cloudy', 'join'].map(
    (row) => `pi-4 ${row}`,
  ),
  ...['create', 'addons', 'encryption'].map((row) => `pi-1 ${row}`),
  ...['pi-2 join', 'pi-3 reboot'],
]);

test('the power fails in every phase: what a person types is init, until all is there', {
  timeout: 1_800_000,
}, async (t) => {
  const all = cuts.size;
  for (let runs = 1; ; runs++) {
    assert.ok(runs <= all + 3, `not there after ${runs} runs`);
    const { code, stderr } = await start(lab, [...words, '--json-events'], ({ kind, node, phase }) => {
      if (kind !== 'change' || !cuts.delete(`${node} ${phase}`)) return;
      setTimeout(() => cutPower(lab, node), 300);
      setTimeout(() => givePower(lab, node), 4000);
    }).ended;
    said(t, `run ${runs} ends with ${code}`, stderr);
    if (code === 0) break;
  }
  assert.deepEqual([...cuts], [], 'these rows had no change');
  await isWhole(lab, 'pi-1', nodes);
});

const words = ['init', '--yes', '--accept-new-host-keys'];

test('a worker that was flashed anew takes its place again with join', { timeout: 600_000 }, async (t) => {
  await flash(lab, 'pi-4');
  const { code, stderr } = await microcloud(lab, ['join', 'pi-4', '--yes', '--accept-new-host-keys']);
  said(t, 'join', stderr);
  assert.equal(code, 0, stderr);
  await isWhole(lab, 'pi-1', nodes);
});

for (const [what, node] of [
  ['a control plane', 'pi-2'],
  ['the leader', 'pi-1'],
] as const) {
  test(`${what} that was flashed anew comes back as a member of the cluster of the others`, {
    timeout: 900_000,
  }, async (t) => {
    await flash(lab, node);
    const { stdout } = await microcloud(lab, ['init', '--dry-run', '--accept-new-host-keys']);
    assert.match(
      stdout,
      /Join the cluster "test-life" as a control plane, in the place of the machine that had its name/,
    );
    assert.doesNotMatch(stdout, /Create the cluster/);
    said(t, 'init', (await init(lab)).ok ? 'ok' : 'not ok');
    await isWhole(lab, 'pi-1', nodes);
    assert.match(await members(), /^(\w+, started, pi-\d, \S+, \S+, false\n){3}$/);
  });
}

const nodes = [...controlPlanes, 'pi-4'];
const kubectl = (words: string) => kubectlOn(lab, 'pi-1', words);
const etcdctl =
  'etcdctl --cacert=/etc/kubernetes/pki/etcd/ca.crt --cert=/etc/kubernetes/pki/etcd/server.crt --key=/etc/kubernetes/pki/etcd/server.key';
const members = () => kubectl(`-n kube-system exec etcd-pi-1 -- ${etcdctl} member list`);
