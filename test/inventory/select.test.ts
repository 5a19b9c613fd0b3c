import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UserError } from '../../src/errors.ts';
import { parseInventory } from '../../src/inventory/load.ts';
import { namesIn, selectNodes } from '../../src/inventory/select.ts';

const inventory = parseInventory(
  'cluster: {name: home, distribution: kubeadm}\nnodes:\n  - {name: pi-1, role: control-plane, address: a}\n  - {name: pi-2, address: b}\n  - {name: kitchen, address: c}\n',
  'inventory.yaml',
  { env: {} },
);

describe('selectNodes', () => {
  for (const [only, expected] of [
    [undefined, ['pi-1', 'pi-2', 'kitchen']],
    [[], ['pi-1', 'pi-2', 'kitchen']],
    [
      ['kitchen', 'pi-1'],
      ['pi-1', 'kitchen'],
    ],
  ] as const) {
    it(`takes ${only?.join(', ') || 'all'} in the inventory's order`, () => {
      assert.deepEqual(
        selectNodes(inventory, only).map(({ name }) => name),
        expected,
      );
    });
  }

  it('names what is not there, what was probably meant, and what there is', () => {
    assert.throws(
      () => selectNodes(inventory, ['pi-1', 'kithcen', 'garage']),
      (error) => {
        assert.ok(error instanceof UserError);
        assert.equal(error.message, 'kithcen, garage are not in the inventory: did you mean kitchen?');
        assert.deepEqual(error.hints, ['one of pi-1, pi-2, kitchen']);
        assert.equal(error.exitCode, 2);
        return true;
      },
    );
  });
});

describe('namesIn', () => {
  for (const text of ['pi-1,pi-2', 'pi-1, pi-2', ' pi-1 pi-2,', 'pi-1,,pi-2']) {
    it(`reads "${text}"`, () => assert.deepEqual(namesIn(text), ['pi-1', 'pi-2']));
  }

  for (const text of ['', ' ', ',']) {
    it(`refuses "${text}", which must not mean all nodes`, () =>
      assert.throws(() => namesIn(text), /--only names no node/));
  }
});
