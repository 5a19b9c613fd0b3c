import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { labDown } from '../../../lab/down.ts';
import type { RunningLab } from '../../../lab/up.ts';
import type { PublisherReport } from '../../../src/tasks/publisher-status.ts';
import { listOn } from '../../support/cloudy.ts';
import { freshLab, init, inside, microcloud, withInventory } from '../../support/cluster.ts';
import { kubectlWith } from '../../support/examples.ts';
import { random } from '../../support/random.ts';
import { until } from '../../support/until.ts';

const name = 'test-two-clusters';
const seed = Number(process.env.MICROCLOUD_TEST_SEED ?? Date.now() % 1_000_000);
let all: RunningLab;
/** Two clusters of different owners, each of two nodes, by their names in Cloudy. */
const clusters = new Map<string, RunningLab>();
const members = { school: ['pi-1', 'pi-2'], library: ['pi-3', 'pi-4'] } as const;
/** The ports of each, as Kubernetes takes them. */
const ranges = { school: 30100, library: 30200 } as const;
type Owner = keyof typeof members;
const owners = Object.keys(members) as Owner[];

/** The inventory of one of them, which names a node of the other one, and nothing else of it. */
function inventoryOf(owner: Owner, file: string, called: string): Promise<RunningLab> {
  const [other = ''] = owners.filter((one) => one !== owner).map((one) => members[one][0]);
  const address = all.nodes.find((node) => node.name === other)?.address ?? '';
  const join = [`${address.replace(/\d+$/, (last) => String(Number(last) - 90))}:5000`];
  return withInventory(all, file, (inventory) => ({
    ...inventory,
    cluster: { ...inventory.cluster, name: called },
    cloudy: { ...inventory.cloudy, serf: { join } },
    nodes: inventory.nodes
      .filter((node) => members[owner].some((one) => one === node.name))
      .map((node, index) => ({ ...node, role: index === 0 ? 'control-plane' : 'worker' })),
  }));
}

const kubeconfig = () => join(all.directory, 'both.yaml');
const kubectl = (owner: string, args: readonly string[], input?: string) =>
  kubectlWith(kubeconfig(), ['--context', owner, ...args], input);

before(
  async () => {
    all = await freshLab(name, 4);
    for (const owner of owners) clusters.set(owner, await inventoryOf(owner, owner, owner));
    for (const one of clusters.values()) await init(one);
    for (const one of clusters.values()) {
      const { code, stderr } = await microcloud(one, ['kubeconfig', '--output', kubeconfig()]);
      assert.equal(code, 0, stderr);
    }
  },
  { timeout: 1_200_000 },
);
after(() => labDown({ name }), { timeout: 200_000 });

/** What a node sees in Cloudy of a cluster: names and ports. */
async function seenOn(node: string, owner: string): Promise<readonly string[]> {
  const list = await listOn(all, node);
  return list
    .filter(({ e }) => e === owner)
    .map(({ d, p }) => `${d}:${p}`)
    .sort();
}

const service = (called: string, port: number) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: called },
    spec: { type: 'NodePort', selector: { app: 'nobody' }, ports: [{ port: 80, nodePort: port }] },
  });

async function everybodySees(
  wanted: Readonly<Record<string, readonly string[]>>,
  nodes: readonly string[],
  seconds = 60,
) {
  await until(
    async () => {
      for (const node of nodes)
        for (const [owner, services] of Object.entries(wanted))
          assert.deepEqual(await seenOn(node, owner), services, `${owner} on ${node}`);
    },
    seconds,
    500,
  );
}

const allNodes = Object.values(members).flat();
const wanted = new Map<Owner, Map<string, number>>(owners.map((owner) => [owner, new Map()]));
const wantedNow = () =>
  Object.fromEntries(
    [...wanted].map(([owner, some]) => [owner, [...some].map(([one, port]) => `${one}:${port}`).sort()]),
  );

test(`each sees both, exact under churn of 20 Services each (seed ${seed})`, { timeout: 900_000 }, async () => {
  const { pick, chance } = random(seed);
  const change = async (owner: Owner) => {
    const own = wanted.get(owner)!;
    if (own.size >= 20 || (own.size > 5 && chance(0.4))) {
      const one = pick([...own.keys()]);
      await kubectl(owner, ['delete', 'service', one]);
      own.delete(one);
      return;
    }
    const taken = new Set(own.values());
    const port = pick(Array.from({ length: 40 }, (_, index) => ranges[owner] + index).filter((one) => !taken.has(one)));
    const called = `web-${port}`;
    await kubectl(owner, ['apply', '-f', '-'], service(called, port));
    own.set(called, port);
  };
  for (let round = 0; round < 40; round++) await Promise.all(owners.map(change));
  for (const owner of owners) while (wanted.get(owner)!.size < 20) await change(owner);
  await everybodySees(wantedNow(), allNodes);
});

test('publisher status says which other cluster is there', { timeout: 300_000 }, async () => {
  for (const [owner, one] of clusters) {
    const [other = ''] = owners.filter((some) => some !== owner);
    await until(async () => {
      const { stdout } = await microcloud(one, ['publisher', 'status', '--json']);
      assert.deepEqual((JSON.parse(stdout) as PublisherReport).elsewhere, [{ name: other, services: 20 }]);
    }, 60);
  }
});

test('both have a context in one kubeconfig, and neither is about the nodes of the other', async () => {
  assert.equal(await kubectl('school', ['get', 'nodes', '-o', 'name']), 'node/pi-1\nnode/pi-2\n');
  assert.equal(await kubectl('library', ['get', 'nodes', '-o', 'name']), 'node/pi-3\nnode/pi-4\n');
});

test('one is reset and the entries of the other stay untouched', { timeout: 600_000 }, async () => {
  const before = await seenOn('pi-1', 'school');
  assert.equal(before.length, 20);
  const { code, stderr } = await microcloud(clusters.get('library')!, ['reset', '--confirm', 'library']);
  assert.equal(code, 0, stderr);
  await everybodySees({ school: before, library: [] }, members.school, 120);
});

test('two of one name are told apart, and doctor says so', { timeout: 900_000 }, async () => {
  const namesake = await inventoryOf('library', 'namesake', 'school');
  await init(namesake);
  const own = join(all.directory, 'namesake-access.yaml');
  const { code, stderr } = await microcloud(namesake, ['kubeconfig', '--output', own]);
  assert.equal(code, 0, stderr);
  await kubectlWith(own, ['apply', '-f', '-'], service('other', 30300));
  const before = wantedNow().school ?? [];
  await everybodySees({ school: [...before, 'other:30300'].sort() }, allNodes, 120);
  // The first of them goes on with its own, and leaves the other's alone.
  await kubectl('school', ['delete', 'service', before[0]?.split(':')[0] ?? '']);
  await everybodySees({ school: [...before.slice(1), 'other:30300'].sort() }, allNodes);
  for (const [one, count] of [
    [clusters.get('school')!, 1],
    [namesake, 19],
  ] as const) {
    await until(async () => {
      const { stdout } = await microcloud(one, ['doctor', '--json']);
      const found = JSON.parse(stdout).findings.filter(({ id }: { id: string }) => id === 'cloudy.same_name');
      assert.equal(found.length, 1, stdout);
      assert.match(JSON.stringify(found), new RegExp(`called school, too: it shows ${count} of its Services`));
    }, 90);
  }
  const refused = await microcloud(namesake, ['kubeconfig', '--output', kubeconfig()]);
  assert.notEqual(refused.code, 0, 'the kubeconfig mixes two clusters of one name');
  assert.notEqual(await inside(all, 'pi-3', 'ls /etc/kubernetes/admin.conf'), '');
});
