import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { labDown } from '../../../lab/down.ts';
import type { RunningLab } from '../../../lab/up.ts';
import { olderVersions, versions } from '../../../scripts/from-source/built-versions.ts';
import { Version } from '../../../src/distributions/version.ts';
import { watchApi } from '../../support/api-gap.ts';
import {
  freshLab,
  init,
  inside,
  kubectl,
  microcloud,
  nothingToDo,
  type RunEvent,
  start,
  traces,
  until,
  withInventory,
} from '../../support/cluster.ts';
import { bundleWith } from '../../support/further-bundle.ts';
import { deployPage, pageAt, watchPage } from '../../support/page.ts';

const name = 'test-upgrade';
const nodes = ['pi-1', 'pi-2', 'pi-3'];
const [older, newer] = [olderVersions.kubernetes, versions.kubernetes];
let fresh: RunningLab;
let lab: RunningLab;
before(async () => {
  const bundle = await bundleWith('older');
  fresh = await freshLab(name, nodes.length, bundle === undefined ? {} : { bundle });
  lab = await asking(older);
});
after(() => labDown({ name }));

/** The lab's inventory with this version. */
const asking = (release: string) =>
  withInventory(fresh, release, (file) => ({
    ...file,
    cluster: { ...file.cluster, version: Version.of(release).toString() },
  }));

const kubelets = async () => {
  const columns = '{range .items[*]}{.metadata.name}={.status.nodeInfo.kubeletVersion} {end}';
  return Object.fromEntries((await kubectl(lab, `get nodes -o 'jsonpath=${columns}'`)).trim().split(' ').map(pairOf));
};
const pairOf = (text: string) => text.split('=') as [string, string];
const oldNodes = async () =>
  Object.entries(await kubelets()).flatMap(([node, version]) => (version === older ? [node] : []));
const cordoned = () => kubectl(lab, `get nodes -o 'jsonpath={.items[*].spec.unschedulable}'`);

test('it makes a cluster of the minor version before', { timeout: 900_000 }, async () => {
  await init(lab);
  assert.deepEqual(Object.values(await kubelets()), [older, older, older]);
  await deployPage(lab, `registry.k8s.io/coredns/coredns:${olderVersions.coredns}`, kubectl);
});

test('it refuses to go back before it changes anything', async () => {
  const before = await Promise.all(nodes.map((node) => traces(lab, node)));
  const { code, stderr } = await microcloud(await asking('v1.35.4'), ['init', '--yes']);
  assert.equal(code, 1);
  assert.match(stderr, /pi-1: it has kubeadm 1\.36\.4, and the inventory asks for 1\.35\.4: Kubernetes cannot go back/);
  assert.deepEqual(await Promise.all(nodes.map((node) => traces(lab, node))), before);
});

/** Where a run is killed: at a change that it begins, or at what it says about a node. */
const boundaries: readonly RegExp[] = [
  /pi-1 .*Install kubeadm/,
  /pi-1 .*Keep a copy of the cluster/,
  /pi-1 .*Move the pods of pi-1/,
  /pi-1 .*Upgrade Kubernetes/,
  /pi-1 .*Upgrade kubelet/,
  /pi-1 .*Let pi-1 take pods again/,
  /pi-[23] .*Move the pods/,
  /pi-[23] .*Upgrade kubelet/,
];

test('it goes on after it was killed anywhere, and a page stays reachable', { timeout: 1_500_000 }, async (t) => {
  lab = await asking(newer);
  const page = watchPage(nodes.map((_, index) => pageAt(lab, index)));
  const api = watchApi(new URL(pageAt(lab, 0)).hostname);
  const stop = () => Promise.all([page.stop(), api.stop()]);
  const kills: string[] = [];
  try {
    for (const boundary of boundaries) {
      assert.equal(await killedAt(boundary), true, `${boundary} was not reached`);
      kills.push(`${new Date().toISOString()} killed at ${boundary}`);
    }
    // What was under way on a node when the run was killed comes to its end there.
    await until(async () => (await oldNodes()).length === 1);
    const [stuck = ''] = await oldNodes();
    assert.match(stuck, /^pi-[23]$/);
    await keepPodOn(stuck);
    const blocked = await microcloud(lab, ['init', '--yes']);
    assert.equal(blocked.code, 1);
    assert.match(blocked.stderr, /violate the pod's disruption budget/);
    assert.match(blocked.stderr, new RegExp(`Move the pods of ${stuck} elsewhere" fails`));
    assert.equal(await cordoned(), '');
    assert.equal((await kubelets())[stuck], older);
    await kubectl(lab, 'delete deployment,pdb kept');
    await init(lab);
  } finally {
    // No assertions here: they would hide what has failed above.
    const [{ asked, lost, losses }, { gapSeconds, gaps }] = await stop();
    t.diagnostic(`${lost} of ${asked} rounds lost; the API was away for ${gapSeconds} s at most`);
    for (const line of [...kills, ...losses, ...gaps].toSorted()) t.diagnostic(line);
  }
  const [watched, { gapSeconds }] = await stop();
  assert.equal(watched.lost, 0, `of ${watched.asked} asked`);
  assert.ok(gapSeconds <= 90, `the API was away for ${gapSeconds} s`);
});

test('it has the new version everywhere, and nothing is left of the upgrade', async () => {
  assert.deepEqual(Object.values(await kubelets()), [newer, newer, newer]);
  assert.equal(await cordoned(), '');
  const images = () => kubectl(lab, `-n kube-system get pods -o 'jsonpath={.items[*].spec.containers[*].image}'`);
  const old = new RegExp(`${older}|${olderVersions.coredns}|${olderVersions.etcd}`);
  // A pod of CoreDNS that has been replaced takes its time to end.
  await until(async () => !old.test(await images()));
  assert.match(await kubectl(lab, 'version'), new RegExp(`Client Version: ${newer}[\\s\\S]*Server Version: ${newer}`));
  for (const node of nodes) await inside(lab, node, '[ ! -e /var/lib/microcloud/kubeadm-upgrade ]');
  const copy = `/var/lib/microcloud/copies/before-${newer}.tar.gz`;
  assert.match(await inside(lab, 'pi-1', `stat -c %a ${copy}; tar -tzf ${copy}`), /^600\n[\s\S]*etcd\.db/);
});

test('it says "nothing to do" with one exec a node, and touches nothing', async () => {
  await nothingToDo(lab, nodes);
});

/** Runs `init`, and kills it as it comes to the boundary. Tells whether it came there. */
async function killedAt(boundary: RegExp): Promise<boolean> {
  let reached = false;
  const running = start(lab, ['init', '--yes', '--json-events'], (event: RunEvent) => {
    if (reached || !boundary.test(`${event.node} ${JSON.stringify(event)}`)) return;
    if (event.kind !== 'change' && event.kind !== 'note') return;
    reached = true;
    running.kill();
  });
  await running.ended;
  return reached;
}

/** A pod that runs on this node alone, and a budget that lets nobody move it. */
async function keepPodOn(node: string): Promise<void> {
  // None before it is pinned: the node of that one may be the other one, whose kubelet was stopped when init was killed.
  await kubectl(lab, `create deployment kept --replicas=0 --image=registry.k8s.io/pause:${versions.pause}`);
  const pinned = { spec: { template: { spec: { nodeSelector: { 'kubernetes.io/hostname': node } } } } };
  await kubectl(lab, `patch deployment kept -p '${JSON.stringify(pinned)}'`);
  await kubectl(lab, 'scale deployment kept --replicas=1');
  await kubectl(lab, 'rollout status deployment/kept --timeout=90s');
  await kubectl(lab, 'create pdb kept --selector=app=kept --min-available=1');
}
