import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { labDown } from '../../../lab/down.ts';
import type { RunningLab } from '../../../lab/up.ts';
import { olderVersions, versions } from '../../../scripts/from-source/built-versions.ts';
import type { Status } from '../../../src/tasks/status-result.ts';
import { watchApi } from '../../support/api-gap.ts';
import { cutPower, givePower } from '../../support/cards.ts';
import { init, inside, kubectl, microcloud, nothingToDo, until } from '../../support/cluster.ts';
import { settled } from '../../support/doctor.ts';
import { holdersOf } from '../../support/holders.ts';
import { deployPage, watchPage } from '../../support/page.ts';
import { type SharingLab, sharingLab } from '../../support/sharing-lab.ts';
import { typed } from '../../support/whole-cluster.ts';

const name = 'test-proxies';
const [planes, proxies] = [
  ['pi-1', 'pi-2', 'pi-3'],
  ['pi-4', 'pi-5'],
] as const;
const nodes = [...planes, ...proxies];
let lab: RunningLab;
let asking: SharingLab['asking'];
let shared: string;

before(
  async () => {
    ({ asking, shared } = await sharingLab(name, [
      ...planes.map(() => 'control-plane' as const),
      ...proxies.map(() => 'proxy' as const),
    ]));
    lab = await asking(olderVersions.kubernetes);
  },
  { timeout: 1_200_000 },
);
after(() => labDown({ name }), { timeout: 200_000 });

const holders = () => holdersOf(lab, nodes, shared);
const status = async (): Promise<Status> => JSON.parse((await microcloud(lab, ['status', '--json'])).stdout);

/** Does it while somebody asks the API and the page at the shared address; neither may be away for longer, in seconds. */
async function watched(t: TestContext, longest: number, happens: () => Promise<unknown>): Promise<void> {
  const page = watchPage([`http://${shared}:30080/health`]);
  const api = watchApi(shared);
  try {
    await happens();
  } finally {
    const [seen, { asked, gapSeconds }] = await Promise.all([page.stop(), api.stop()]);
    t.diagnostic(
      `the API was away for ${gapSeconds} s at most (asked ${asked} times); ${seen.lost} of ${seen.asked} pages lost`,
    );
  }
  const { gapSeconds } = await api.stop();
  assert.ok(gapSeconds <= longest, `the API was away for ${gapSeconds} s`);
}

test('two proxies have the address of three control planes', { timeout: 900_000 }, async () => {
  const { nodes: ended } = await init(lab);
  assert.deepEqual(
    ended.map(({ state }) => state),
    nodes.map(() => 'converged'),
  );
  const [holder = '', ...others] = await holders();
  assert.ok(proxies.some((one) => one === holder) && others.length === 0, `${[holder, ...others]}`);
  const { cluster, ok } = await status();
  assert.deepEqual(cluster.sharedAddress, { address: shared, nodes: [holder] });
  assert.ok(ok);
  for (const node of proxies) assert.equal(await inside(lab, node, 'command -v kubelet containerd || :'), '');
});

test('they say "nothing to do" with one exec a node', { timeout: 300_000 }, () => nothingToDo(lab, nodes));

test('a Service answers at the shared address', { timeout: 300_000 }, async () => {
  await deployPage(lab, `registry.k8s.io/coredns/coredns:${olderVersions.coredns}`, kubectl);
  await until(async () => (await (await fetch(`http://${shared}:30080/health`)).text()) === 'OK', 60);
});

test('nobody notices when the API of a control plane ends', { timeout: 300_000 }, async (t) => {
  await watched(t, 3, async () => {
    await inside(lab, 'pi-2', 'systemctl stop kubelet; pkill -9 kube-apiserver');
    await sleep(10_000);
    const { stdout } = await microcloud(lab, ['doctor', '--json', '--only', 'pi-4']);
    assert.match(stdout, /It passes nothing on to pi-2 for the cluster's API/);
    await inside(lab, 'pi-2', 'systemctl start kubelet');
    await until(async () => (await inside(lab, 'pi-2', 'curl -sk https://127.0.0.1:6443/readyz || :')) === 'ok', 120);
  });
});

test('it takes seconds until another proxy has the address of one that is off', { timeout: 300_000 }, async (t) => {
  const [holder = ''] = await holders();
  await watched(t, 10, async () => {
    cutPower(lab, holder);
    await until(async () => (await holders()).length === 1, 60);
    await sleep(5000);
    const { findings } = await settled(lab, ['ssh.unreachable']);
    assert.deepEqual(findings[0]?.nodes, [holder]);
    givePower(lab, holder);
    await until(async () => (await status()).ok, 120);
  });
  assert.notDeepEqual(await holders(), [holder], 'it takes no address from a proxy that works');
});

test('another version comes, and both API and page stay reachable', { timeout: 1_200_000 }, async (t) => {
  lab = await asking(versions.kubernetes);
  await watched(t, 10, () => init(lab));
  await nothingToDo(lab, nodes);
});

test('proxies come and go one by one, and control planes have the address again', { timeout: 900_000 }, async (t) => {
  for (const proxy of proxies) {
    const { code, stderr } = await typed(t, lab, `remove ${proxy} --yes`);
    assert.equal(code, 0, stderr);
    assert.equal(
      await inside(lab, proxy, 'ls /etc/microcloud/haproxy.cfg /usr/local/lib/microcloud 2>/dev/null || :'),
      '',
    );
    await until(async () => (await holders()).length === 1, 30);
  }
  const [holder = ''] = await holders();
  assert.ok(
    planes.some((one) => one === holder),
    holder,
  );
  await nothingToDo(lab, planes);
  const address = (await inside(lab, 'pi-4', "ip -4 -o route get 1.1.1.1 | sed 's/.* src //; s/ .*//'")).trim();
  const back = await typed(t, lab, `join ${address} --name pi-4 --role proxy --yes`);
  assert.equal(back.code, 0, back.stderr);
  await until(async () => (await holders()).join() === 'pi-4', 30);
  await nothingToDo(lab, [...planes, 'pi-4']);
});
