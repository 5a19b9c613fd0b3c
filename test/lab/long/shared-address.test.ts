import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { labDown } from '../../../lab/down.ts';
import type { RunningLab } from '../../../lab/up.ts';
import type { Status } from '../../../src/tasks/status-result.ts';
import { flash, takeAway } from '../../support/cards.ts';
import { freshLab, init, inside, microcloud, nothingToDo, until, withInventory } from '../../support/cluster.ts';
import { settled } from '../../support/doctor.ts';
import { holdersOf } from '../../support/holders.ts';
import { type Seen, startClient } from '../../support/steady-client.ts';

const name = 'test-shared';
const controlPlanes = ['pi-1', 'pi-2', 'pi-3'];
const nodes = [...controlPlanes, 'pi-4'];
/** How long the API may not answer, in seconds. */
const longest = 10;
let lab: RunningLab;
let address: string;

before(
  async () => {
    const fresh = await freshLab(name, 4);
    address = (fresh.nodes[0]?.address ?? '').replace(/\d+$/, '200');
    lab = await withInventory(fresh, 'shared', (file) => ({
      ...file,
      cluster: { ...file.cluster, sharedAddress: address },
      nodes: file.nodes.map((node) => ({ ...node, role: node.name === 'pi-4' ? 'worker' : 'control-plane' })),
    }));
  },
  { timeout: 300_000 },
);
after(() => labDown({ name }), { timeout: 200_000 });

test('it refuses an address that another machine has, before it changes anything', { timeout: 200_000 }, async () => {
  await inside(lab, 'pi-4', `ip address add ${address}/32 dev eth0`);
  const { code, stdout, stderr } = await microcloud(lab, [
    'init',
    '--yes',
    '--only',
    'pi-1,pi-2,pi-3',
    '--accept-new-host-keys',
  ]);
  assert.equal(code, 1, stdout);
  assert.match(
    stderr,
    new RegExp(`${address.replaceAll('.', '\\.')} answers already: another machine \\(\\S+\\) has the address`),
  );
  for (const node of controlPlanes) assert.equal(await inside(lab, node, 'cat /etc/hosts | grep microcloud || :'), '');
  await inside(lab, 'pi-4', `ip address del ${address}/32 dev eth0`);
});

test('it makes three control planes share the address', { timeout: 900_000 }, async () => {
  const { nodes: ended } = await init(lab);
  assert.deepEqual(
    ended.map(({ state }) => state),
    nodes.map(() => 'converged'),
  );
  assert.equal((await holders()).length, 1);
  const { cluster, ok } = await status();
  assert.deepEqual(cluster.sharedAddress, { address, nodes: await holders() });
  assert.ok(ok);
});

test('it says "nothing to do" with one exec a node, and touches nothing', { timeout: 300_000 }, async () => {
  await nothingToDo(lab, nodes);
});

test('it gives people a kubeconfig that calls the shared address', async () => {
  const file = kubeconfig();
  const { code, stderr } = await microcloud(lab, ['kubeconfig', '--output', file]);
  assert.equal(code, 0, stderr);
  assert.match(readFileSync(file, 'utf8'), new RegExp(`server: https://${address}:6443\n`));
  assert.match(execFileSync('kubectl', ['--kubeconfig', file, 'get', '--raw', '/readyz'], { encoding: 'utf8' }), /ok/);
});

test('it is not noticed for long when the API of its holder dies', { timeout: 300_000 }, async (t) => {
  const [holder = ''] = await holders();
  const seen = await watched(async () => {
    await inside(lab, holder, 'systemctl stop kubelet; pkill -9 kube-apiserver');
    await until(async () => isOther(await holders(), holder), 60);
    await sleep(10_000);
  });
  report(t, 'API of the holder killed', seen);
  await inside(lab, holder, 'systemctl start kubelet');
  await until(() => answersAt(holder));
  assert.notDeepEqual(await holders(), [holder], 'it takes no address from a healthy holder');
});

test('it is not noticed for long when its holder dies', { timeout: 300_000 }, async (t) => {
  const [holder = ''] = await holders();
  const seen = await watched(async () => {
    takeAway(lab, holder);
    await until(async () => isOther(await holders(), holder), 60);
    await sleep(20_000);
  });
  report(t, 'holder lost', seen);
  await goesOnWithout(holder);
});

/** Starts the node that was lost anew, with an empty card. */
async function goesOnWithout(lost: string): Promise<void> {
  const before = await holders();
  await flash(lab);
  await init(lab);
  assert.deepEqual(await holders(), before, `${lost}, flashed anew, takes no address from a healthy holder`);
  await nothingToDo(lab, nodes);
}

test('doctor says that two have the address', { timeout: 300_000 }, async () => {
  const [holder = ''] = await holders();
  const other = controlPlanes.find((one) => one !== holder) ?? '';
  await inside(lab, other, `ip address add ${address}/32 dev eth0`);
  const { findings } = await settled(lab, ['net.shared_address']);
  assert.match(findings[0]?.what ?? '', new RegExp(`both have ${address}`));
  await inside(lab, other, `ip address del ${address}/32 dev eth0`);
  for (const node of controlPlanes) await inside(lab, node, 'systemctl restart avahi-daemon');
  await settled(lab, []);
});

test('it goes with those who leave', { timeout: 300_000 }, async () => {
  const [holder = ''] = await holders();
  const other = controlPlanes.find((one) => one !== holder) ?? '';
  const { code, stderr } = await microcloud(lab, ['remove', holder, other, '--yes', '--keep', '--no-drain']);
  assert.equal(code, 0, stderr);
  const stays = controlPlanes.filter((one) => one !== holder && one !== other);
  assert.deepEqual(await holders(), stays);
  assert.equal(
    await inside(
      lab,
      holder,
      'ls /etc/microcloud/keepalived.conf /etc/systemd/system/microcloud-entrance.service 2>/dev/null || :',
    ),
    '',
  );
});

/** Somebody uses the cluster meanwhile. Nothing that was acknowledged is lost, and the worker stays Ready. */
async function watched(happens: () => Promise<void>): Promise<Seen> {
  const client = startClient(kubeconfig(), address);
  await sleep(5000);
  const since = await transitions();
  await happens();
  const seen = await client.stop();
  const kept = await atHolder('get configmaps -o name');
  const lost = seen.written.filter((one) => !kept.split('\n').includes(`configmap/${one}`));
  assert.deepEqual(lost, []);
  assert.equal(await transitions(), since, 'the worker was not Ready meanwhile');
  return seen;
}

function report(t: TestContext, what: string, { longestGap, answers, written }: Seen): void {
  t.diagnostic(
    `${what}: ${longestGap.toFixed(1)} s without an answer, ${answers} answers, ${written.length} ConfigMaps kept`,
  );
  assert.ok(longestGap <= longest, `${what}: ${longestGap} s`);
  assert.ok(answers > 50 && written.length > 5);
}

/** Since when the worker is Ready. */
const transitions = () =>
  atHolder(
    `get node pi-4 -o jsonpath='{.status.conditions[?(@.type=="Ready")].status} {.status.conditions[?(@.type=="Ready")].lastTransitionTime}'`,
  );

async function atHolder(words: string): Promise<string> {
  const [holder = ''] = await holders();
  return inside(lab, holder, `KUBECONFIG=/etc/kubernetes/admin.conf kubectl ${words}`);
}

const kubeconfig = () => join(lab.directory, 'kube', 'config');

const status = async (): Promise<Status> => JSON.parse((await microcloud(lab, ['status', '--json'])).stdout);

const holders = () => holdersOf(lab, controlPlanes, address);

function isOther(having: readonly string[], before: string): boolean {
  return having.length === 1 && having[0] !== before;
}

async function answersAt(node: string): Promise<boolean> {
  return (await inside(lab, node, 'curl -sk https://127.0.0.1:6443/livez')) === 'ok';
}
