import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { listAddons } from '../../src/cli/page-addons.ts';
import type { WorkMeans } from '../../src/cli/page-change.ts';
import { editing } from '../../src/cli/page-edit.ts';
import { workAsked } from '../../src/cli/page-works.ts';
import { withAddon } from '../../src/inventory/edit-addons.ts';
import { proposeEdit } from '../../src/inventory/inventory-edit.ts';
import { loadInventory } from '../../src/inventory/load.ts';
import type { Inventory } from '../../src/inventory/schema.ts';
import type { ShownPlan } from '../../src/screen/change-state.ts';

const text = `cluster:
  name: home # ours
  distribution: kubeadm
nodes:
  - {name: pi-1, role: control-plane, address: 192.168.0.201}
  - {name: pi-2, address: 192.168.0.202}
`;

/** An inventory in a file, and works that begin and end with what they are told of it. */
async function setUp(t: TestContext, content = text) {
  const directory = await mkdtemp(join(tmpdir(), 'microcloud-'));
  t.after(() => rm(directory, { recursive: true }));
  const inventory = join(directory, 'inventory.yaml');
  await writeFile(inventory, content);
  const begun: { verb: string; inventory?: Inventory }[] = [];
  const means: WorkMeans = {
    ...{ inventory, env: {}, askYesOrNo: async () => false },
    withRun: (options) => {
      begun.push(options);
      return Promise.reject(new Error('begun'));
    },
  };
  const begin = async (sent: unknown) => {
    const { command, work } = workAsked(sent, means);
    const error = await work({ emit() {}, proceed: async () => false }).catch(({ message }: Error) => message);
    return { command: command.replace(` -i ${inventory}`, ''), error };
  };
  return { inventory, begin, begun };
}

describe('a work of the page', () => {
  it('is one of the command line', async (t) => {
    const { begin, begun } = await setUp(t);
    assert.equal((await begin({ verb: 'init' })).command, 'microcloud init');
    const cure = await begin({ verb: 'doctor --fix', only: ['pi-1', 'pi-2'] });
    assert.equal(cure.command, 'microcloud doctor --fix --only pi-1,pi-2');
    const person = { verb: 'user add', name: 'ismael', namespaces: ['wiki', 'shop'], role: 'view', quota: 'small' };
    const line = 'microcloud user add ismael --namespace wiki --namespace shop --role view --quota small';
    assert.deepEqual(await begin(person), { command: line, error: 'begun' });
    assert.deepEqual(begun[2]?.inventory?.people[0]?.namespaces, [
      { name: 'wiki', role: 'view' },
      { name: 'shop', role: 'view' },
    ]);
    for (const other of [{ verb: 'reset' }, { verb: 'init', replace: true }, { verb: 'addon', name: 'x', isOn: true }])
      await assert.rejects(begin(other), /and nothing else\.$/);
  });

  it('of an addon is init with the inventory as it would be, which stays as it is', async (t) => {
    const { begin, begun, inventory } = await setUp(t);
    const on = await begin({ verb: 'addon', name: 'monitoring', isOn: true, node: 'pi-2' });
    assert.deepEqual(on, { command: 'microcloud init', error: 'begun' });
    assert.deepEqual(begun[0]?.inventory?.cluster.addons, { monitoring: { node: 'pi-2' } });
    assert.equal(await readFile(inventory, 'utf8'), text);
    const off = await begin({ verb: 'addon', name: 'metrics', isOn: false });
    assert.match(String(off.error), /inventory\.yaml has metrics off already\.$/);
    const misplaced = await begin({ verb: 'addon', name: 'monitoring', isOn: true, node: 'pi-9' });
    assert.match(String(misplaced.error), /^monitoring does not fit into .*:\nno node has this name/);
  });

  it('writes its edit of the inventory after a yes, and only then', async (t) => {
    const { inventory } = await setUp(t);
    const refusal = { sentence: 'no', hints: [] };
    const edit = await proposeEdit(inventory, (before) => withAddon(before, 'metrics', true), { env: {}, refusal });
    const shown: ShownPlan[] = [];
    const answer = (yes: boolean) =>
      editing(async (plan) => {
        shown.push(plan);
        assert.equal(await readFile(inventory, 'utf8'), text);
        return yes;
      }, edit);
    assert.equal(await answer(false).proceed([], { sum: 'No changes.' }), false);
    assert.equal(await readFile(inventory, 'utf8'), text);
    const agreed = answer(true);
    assert.equal(await agreed.proceed([], { sum: 'No changes.' }), true);
    assert.equal(await readFile(inventory, 'utf8'), edit.after);
    assert.deepEqual(agreed.written, [`${inventory} has the new lines.`]);
    const [plan] = shown;
    assert.equal(plan?.hasChanges, true, 'the edit alone is worth a question');
    assert.deepEqual(plan?.edit?.lines, [
      '   name: home # ours',
      '   distribution: kubeadm',
      '+  addons: {metrics: true}',
      ' nodes:',
      '   - {name: pi-1, role: control-plane, address: 192.168.0.201}',
    ]);
  });
});

describe('the addons on the page', () => {
  it('are those of the table, with their memory, and with workers first where one must be named', async (t) => {
    const { inventory } = await setUp(t, text.replace('nodes:', '  addons: {storage: true}\nnodes:'));
    const listed = listAddons(await loadInventory(inventory, { env: {} }));
    assert.deepEqual(
      listed.map(({ name, memory, isOn, nodes }) => [name, memory, isOn, nodes]),
      [
        ['metrics', 'about 30 MiB of memory on one node', false, undefined],
        ['storage', 'about 15 MiB of memory on one node', true, undefined],
        ['ingress', 'about 40 MiB of memory on every node', false, undefined],
        [
          'monitoring',
          'about 100 MiB of memory on one node, and 20 MiB of memory on every node',
          false,
          ['pi-2', 'pi-1'],
        ],
        ['registry', 'about 60 MiB of memory on one node', false, ['pi-2', 'pi-1']],
        ['nfs', 'about 25 MiB of memory on one node', false, ['pi-2', 'pi-1']],
      ],
    );
  });

  it('are not switched where the distribution brings them along', async (t) => {
    const { inventory } = await setUp(t, text.replace('kubeadm', 'k3s'));
    const [metrics, , , monitoring] = listAddons(await loadInventory(inventory, { env: {} }));
    assert.deepEqual(metrics?.brought, { by: 'k3s', setting: 'cluster.k3s.metricsServer' });
    assert.equal(monitoring?.brought, undefined);
  });
});
