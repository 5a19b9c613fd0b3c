import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import { labDown } from '../../../lab/down.ts';
import type { RunningLab } from '../../../lab/up.ts';
import { olderVersions, versions } from '../../../scripts/from-source/built-versions.ts';
import { watchApi } from '../../support/api-gap.ts';
import { cutPower, givePower } from '../../support/cards.ts';
import { init, kubectl, nothingToDo } from '../../support/cluster.ts';
import { areInUse, endSoon, processesOf } from '../../support/ending-certificates.ts';
import { deployPage, pageAt, watchPage } from '../../support/page.ts';
import { type SharingLab, sharingLab } from '../../support/sharing-lab.ts';
import { isWhole, kubectlOn, typed } from '../../support/whole-cluster.ts';

const name = 'test-three';
const nodes = ['pi-1', 'pi-2', 'pi-3'];
/** How long the API may not answer at the address that they share, in seconds. Two processors have shown 1.5, busy ones 9.9. */
const longest = 15;
let lab: RunningLab;
let asking: SharingLab['asking'];
let shared: string;

before(
  async () => {
    ({ asking, shared } = await sharingLab(
      name,
      nodes.map(() => 'control-plane' as const),
    ));
    lab = await asking(olderVersions.kubernetes);
  },
  { timeout: 1_200_000 },
);
after(() => labDown({ name }), { timeout: 200_000 });

/** Does it while somebody asks the API, and the page on all nodes, all the time. */
async function watched(t: TestContext, what: string, happens: () => Promise<unknown>): Promise<void> {
  const page = watchPage(nodes.map((_, index) => pageAt(lab, index)));
  const api = watchApi(shared);
  const stop = () => Promise.all([page.stop(), api.stop()]);
  const started = Date.now();
  try {
    await happens();
  } finally {
    // No assertions here: they would hide what has failed above.
    const seconds = Math.round((Date.now() - started) / 1000);
    const [seen, { asked, gapSeconds }] = await stop();
    t.diagnostic(
      `${what}, ${seconds} s: the API was away for ${gapSeconds} s at most (asked ${asked} times); ${seen.lost} of ${seen.asked} rounds of the page lost`,
    );
  }
  const [seen, { gapSeconds }] = await stop();
  assert.ok(gapSeconds <= longest, `the API was away for ${gapSeconds} s`);
  assert.equal(seen.lost, 0, `of ${seen.asked}`);
}

test('three control planes of the minor version before', { timeout: 900_000 }, async () => {
  await init(lab);
  await deployPage(lab, `registry.k8s.io/coredns/coredns:${olderVersions.coredns}`, kubectl);
});

test('certificates that end soon are renewed, one control plane after another', { timeout: 900_000 }, async (t) => {
  const before = await Promise.all(nodes.map((node) => processesOf(lab, node)));
  for (const node of nodes) await endSoon(lab, node);
  await watched(t, 'certificates', () => init(lab));
  for (const [index, node] of nodes.entries()) await areInUse(lab, node, before[index] ?? []);
  await nothingToDo(lab, nodes);
});

test('they get another version, and both API and page stay reachable', { timeout: 1_200_000 }, async (t) => {
  lab = await asking(versions.kubernetes);
  await watched(t, 'upgrade', () => init(lab));
  const columns = '{.items[*].status.nodeInfo.kubeletVersion} {.items[*].spec.unschedulable}';
  const { kubernetes } = versions;
  assert.equal(await kubectl(lab, `get nodes -o 'jsonpath=${columns}'`), `${nodes.map(() => kubernetes).join(' ')} `);
  await nothingToDo(lab, nodes);
});

test('one that was removed while it was off, and comes back, is told apart and joins again', {
  timeout: 900_000,
}, async (t) => {
  cutPower(lab, 'pi-1');
  const { code, stderr } = await typed(t, lab, 'remove pi-1 --keep --yes');
  assert.equal(code, 0, stderr);
  givePower(lab, 'pi-1');
  const back = await typed(t, lab, 'init --yes');
  assert.equal(back.code, 1);
  assert.match(back.stderr, /It was taken out of the cluster while it was off, and pi-2 does not know it any more\./);
  assert.equal((await typed(t, lab, 'join pi-1 --replace --yes')).code, 0);
  await isWhole(lab, 'pi-2', nodes);
  const etcdctl =
    'etcdctl --cacert=/etc/kubernetes/pki/etcd/ca.crt --cert=/etc/kubernetes/pki/etcd/server.crt --key=/etc/kubernetes/pki/etcd/server.key';
  const members = await kubectlOn(lab, 'pi-2', `-n kube-system exec etcd-pi-2 -- ${etcdctl} member list`);
  assert.match(members, /^(\w+, started, pi-\d, \S+, \S+, false\n){3}$/);
});
