import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { Machine } from '../../lab/host-machine.ts';
import { labInventory } from '../../lab/inventory.ts';
import { planLab, planNode } from '../../lab/lab-plan.ts';
import { filesOf, prepareFiles } from '../../lab/state.ts';
import { tryInventory } from '../../lab/try-inventory.ts';
import { inventoryText } from '../../src/inventory/inventory-text.ts';
import { parseInventory } from '../../src/inventory/load.ts';
import { temporary } from '../support/temporary.ts';

const machine: Machine = { cgroupVersion: 1, hasSysResource: false, hasSwap: true };

const school = `cluster: {name: school, distribution: DISTRIBUTION, SHARED}
artifacts: {mirror: "https://mirror.home.arpa/bundle"}
cloudy: {serf: {join: [10.139.40.122]}, login: {user: admin, password: {prompt: true}}}
defaults:
  ssh: {user: ada, password: {prompt: true}}
  network: {subnet: 192.168.0.0/24, gateway: 192.168.0.1}
nodes:
  - {name: head, role: control-plane, address: 192.168.0.201, staticAddress: 192.168.0.11}
  - {name: room-1, address: room-1.local, labels: {place: room}}
`;

describe('an inventory tried in a lab', () => {
  for (const distribution of ['kubeadm', 'k3s'] as const) {
    it(`keeps its names, labels and ${distribution}, and contacts the lab only`, async (t) => {
      const { text, tried } = await tryIn(t, school.replace('DISTRIBUTION', distribution).replace(', SHARED', ''));
      assert.deepEqual(
        tried.nodes.map(({ name, role, sshAddress, staticAddress, ssh }) => [
          name,
          role,
          sshAddress,
          staticAddress,
          ssh.user,
        ]),
        [
          ['head', 'control-plane', '172.29.7.101', '172.29.7.11', 'pi'],
          ['room-1', 'worker', '172.29.7.102', undefined, 'pi'],
        ],
      );
      assert.deepEqual(tried.nodes[1]?.labels, { place: 'room' });
      assert.deepEqual([tried.cluster.name, tried.cluster.distribution], ['school', distribution]);
      assert.doesNotMatch(text, /192\.168\.|10\.139\.|\.local|home\.arpa|prompt/);
      assert.equal(tried.cloudy.login?.user, 'admin');
    });
  }

  for (const way of ['endpoint: "192.168.0.9:6443"', 'sharedAddress: 192.168.0.9']) {
    it(`shares an address of the lab in the place of ${way}`, async (t) => {
      const { tried } = await tryIn(t, school.replace('DISTRIBUTION', 'kubeadm').replace('SHARED', way));
      assert.deepEqual([tried.cluster.endpoint, tried.cluster.sharedAddress], [undefined, '172.29.7.60']);
    });
  }

  it('keeps its own arguments of kubelet before those of the lab', async (t) => {
    const own = 'k3s: {agent: {kubelet-arg: [max-pods=20], node-label: [a=b]}}';
    const { tried } = await tryIn(t, school.replace('DISTRIBUTION', 'k3s').replace('SHARED', own));
    const [first, second] = Object.values(tried.cluster.k3s.agent?.['kubelet-arg'] ?? {});
    assert.deepEqual([first, second], ['max-pods=20', 'fail-cgroupv1=false']);
    assert.deepEqual(tried.cluster.k3s.agent?.['node-label'], ['a=b']);
  });
});

/** What a lab makes of an inventory, as it is written and as it is read. */
async function tryIn(t: TestContext, text: string) {
  const plan = planLab('try', 7);
  const files = filesOf(await temporary(t));
  await prepareFiles(files);
  const wanted = parseInventory(text, join(files.directory, 'inventory.yaml'), { env: {} });
  const nodes = wanted.nodes.map((_, index) => planNode(plan, index + 1));
  const bundle = { directory: undefined, sums: undefined, kubernetes: undefined, hasCloudy: true };
  const written = inventoryText(
    tryInventory(wanted, labInventory({ lab: plan, nodes, files, machine, bundle }), machine),
  );
  return { text: written, tried: parseInventory(written, files.tried, { env: {} }) };
}
