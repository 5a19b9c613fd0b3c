import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { parse } from 'yaml';
import { labDown } from '../../../lab/down.ts';
import type { RunningLab } from '../../../lab/up.ts';
import { cutPower, givePower } from '../../support/cards.ts';
import { freshLab, init, inside, until, withInventory } from '../../support/cluster.ts';
import { isWhole, kubectlOn, typed } from '../../support/whole-cluster.ts';

const name = 'test-come-and-go';
let home: RunningLab;
let school: RunningLab;
/** The lab's network: "172.29.3". */
let net: string;

before(
  async () => {
    const fresh = await freshLab(name, 4);
    net = (fresh.nodes[0]?.address ?? '').replace(/\.\d+$/, '');
    home = await clusterOf(fresh, 'home', 'pi-1', 'pi-2');
    school = await clusterOf(fresh, 'school', 'pi-4', 'pi-3');
    await init(home);
    await init(school);
  },
  { timeout: 1_200_000 },
);
after(() => labDown({ name }), { timeout: 200_000 });

/** An inventory of a cluster with one control plane and a worker. */
const clusterOf = (fresh: RunningLab, called: string, controlPlane: string, worker: string) =>
  withInventory(fresh, called, (file) => ({
    ...file,
    cluster: { ...file.cluster, name: called },
    nodes: [controlPlane, worker].flatMap((one) =>
      file.nodes
        .filter((node) => node.name === one)
        .map((node) => ({ ...node, role: one === controlPlane ? ('control-plane' as const) : ('worker' as const) })),
    ),
  }));

/** Somebody edits an entry of the inventory of home. */
const edit = (node: string, words: Readonly<Record<string, string>>) =>
  withInventory(home, 'home', (file) => ({
    ...file,
    nodes: file.nodes.map((one) => (one.name === node ? { ...one, ...words } : one)),
  }));
const entries = async ({ inventory }: RunningLab) =>
  (parse(await readFile(inventory, 'utf8')).nodes as readonly { readonly name: string }[]).map((one) => one.name);
const nodesOf = (lab: RunningLab, controlPlane: string) => kubectlOn(lab, controlPlane, 'get nodes --no-headers');

test('an address that changes: status says what to write where the node cannot be found', {
  timeout: 400_000,
}, async (t) => {
  await edit('pi-2', { address: `${net}.32`, staticAddress: `${net}.32` });
  const lost = await typed(t, home, 'status');
  assert.equal(lost.code, 1);
  await edit('pi-2', { address: `${net}.102`, staticAddress: `${net}.32` });
  const { stdout } = await typed(t, home, 'status');
  assert.match(stdout, /If its staticAddress was changed in the inventory: write the address that the node has now as/);
  await edit('pi-2', { address: `${net}.12`, staticAddress: `${net}.32` });
  const { code } = await typed(t, home, 'init --yes --accept-new-host-keys');
  assert.equal(code, 0);
  await isWhole(home, 'pi-1', ['pi-1', 'pi-2']);
  const known = '{.status.addresses[0].address} {.metadata.annotations.flannel\\.alpha\\.coreos\\.com/public-ip}';
  await until(
    async () => (await kubectlOn(home, 'pi-1', `get node pi-2 -o jsonpath='${known}'`)) === `${net}.32 ${net}.32`,
  );
  assert.match(await inside(home, 'pi-1', 'cat /etc/hosts'), new RegExp(`^${net}\\.32\tpi-2$`, 'm'));
});

test('a name that is changed on the node comes back, and the node with it', { timeout: 400_000 }, async (t) => {
  await inside(home, 'pi-2', 'hostnamectl set-hostname kiosk && systemctl restart kubelet');
  await until(async () => /^pi-2 +NotReady/m.test(await nodesOf(home, 'pi-1')));
  const { code, stderr } = await typed(t, home, 'init --yes');
  assert.equal(code, 0, stderr);
  await isWhole(home, 'pi-1', ['pi-1', 'pi-2']);
});

test('a name that is changed in the inventory is refused, and remove and join rename the node', {
  timeout: 600_000,
}, async (t) => {
  home = await edit('pi-2', { name: 'kitchen' });
  const { code, stderr } = await typed(t, home, 'init --yes');
  assert.equal(code, 1);
  assert.match(stderr, /its cluster knows it as pi-2, and the inventory calls it kitchen: a member keeps its name/);
  assert.equal(await inside(home, 'pi-2', 'cat /etc/hostname'), 'pi-2\n');
  home = await edit('kitchen', { name: 'pi-2' });
  assert.equal((await typed(t, home, 'remove pi-2 --yes')).code, 0);
  assert.equal((await typed(t, home, `join ${net}.32 --name kitchen --yes`)).code, 0);
  await isWhole(home, 'pi-1', ['kitchen', 'pi-1']);
  assert.deepEqual(await entries(home), ['pi-1', 'kitchen']);
  assert.doesNotMatch(await inside(home, 'pi-1', 'cat /etc/hosts'), /pi-2/);
});

test('a node that was removed while it was off comes back: doctor says what to type', {
  timeout: 600_000,
}, async (t) => {
  cutPower(home, 'pi-2');
  const { code, stderr } = await typed(t, home, 'remove kitchen --yes');
  assert.equal(code, 0, stderr);
  assert.match(stderr, /kitchen: forgotten by the cluster\. Everything is still on its card/);
  await isWhole(home, 'pi-1', ['pi-1']);
  givePower(home, 'pi-2');
  await until(async () => /^kitchen +Ready/m.test(await nodesOf(home, 'pi-1')));
  const seen = await typed(t, home, 'status');
  assert.equal(seen.code, 1);
  assert.match(seen.stdout, /^kitchen .* not in the inventory$/m);
  const { stdout } = await typed(t, home, 'doctor');
  const [, advice = ''] =
    /It runs in the cluster, and is not in the inventory.*Try: microcloud (join \S+ --name kitchen)/.exec(stdout) ?? [];
  assert.equal(advice, `join ${net}.32 --name kitchen`, stdout);
  assert.equal((await typed(t, home, `${advice} --yes`)).code, 0);
  await isWhole(home, 'pi-1', ['kitchen', 'pi-1']);
});

test('a node of another cluster is refused until a person says so, and forgotten where it was', {
  timeout: 900_000,
}, async (t) => {
  const join = `join ${net}.13 --name garden --accept-new-host-keys --yes`;
  const refused = await typed(t, home, join);
  assert.equal(refused.code, 1);
  assert.match(
    refused.stderr,
    /garden: It belongs to another cluster than pi-1\.\n.*Take it out there first: microcloud remove, with the inventory of that cluster/,
  );
  assert.deepEqual(await entries(home), ['pi-1', 'kitchen']);
  assert.match(await nodesOf(school, 'pi-4'), /^pi-3 +Ready .*\npi-4 +Ready/);
  const { code, stderr } = await typed(t, home, `${join} --replace`);
  assert.equal(code, 0, stderr);
  await isWhole(home, 'pi-1', ['garden', 'kitchen', 'pi-1']);
  assert.deepEqual(await entries(home), ['pi-1', 'kitchen', 'garden']);
  const seen = await typed(t, school, 'status');
  assert.match(seen.stdout, /^pi-3: It belongs to another cluster than pi-4\.$/m);
  const removed = await typed(t, school, 'remove pi-3 --yes');
  assert.equal(removed.code, 0, removed.stderr);
  assert.match(removed.stderr, /pi-3: forgotten by the cluster\. It is in another one now, and was left as it is\./);
  await isWhole(school, 'pi-4', ['pi-4']);
  assert.match(await nodesOf(home, 'pi-1'), /^garden +Ready/m);
});

test('a node moves to another cluster with remove there and join here', { timeout: 600_000 }, async (t) => {
  assert.equal((await typed(t, home, 'remove garden --yes')).code, 0);
  assert.equal((await typed(t, school, `join ${net}.13 --name pi-3 --yes`)).code, 0);
  await isWhole(school, 'pi-4', ['pi-3', 'pi-4']);
  await isWhole(home, 'pi-1', ['kitchen', 'pi-1']);
});
