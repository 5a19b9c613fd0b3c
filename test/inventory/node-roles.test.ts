import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { controlPlanesOf, isControlPlane, publishersOf, roleInWords } from '../../src/inventory/node-roles.ts';
import type { Node } from '../../src/inventory/schema.ts';
import { makeScope } from '../support/plan.ts';

const rows = {
  'are all nodes of Cloudy that share': [{}, true, ['pi-1', 'pi-2', 'pi-3']],
  'are without the nodes that are not of Cloudy': [{ node: { cloudy: false } }, true, ['pi-1', 'pi-3']],
  'are the first control plane alone where nobody shares': [{}, false, ['pi-1']],
  'are a worker where no control plane is of Cloudy': [{ at: 'pi-1', node: { cloudy: false } }, false, ['pi-2']],
  'are none without Cloudy': [{ all: { cloudy: false } }, false, []],
} as const;

describe('publishers', () => {
  for (const [title, [changes, spread, expected]] of Object.entries(rows)) {
    it(title, () => {
      const { nodes, cloudy } = makeScope(changes);
      const names = publishersOf(nodes, { ...cloudy, publish: { ...cloudy.publish, spread } }).map(({ name }) => name);
      assert.deepEqual(names, expected);
    });
  }
});

describe('the role of a node', () => {
  const nodes: readonly { readonly name: string; readonly role?: Node['role'] }[] = [
    { name: 'pi-1', role: 'control-plane' },
    { name: 'pi-2', role: 'worker' },
    { name: 'pi-3', role: 'control-plane' },
    { name: 'pi-4' },
  ];

  it('selects control planes in their order, of whatever has a role', () => {
    assert.deepEqual(
      controlPlanesOf(nodes).map(({ name }) => name),
      ['pi-1', 'pi-3'],
    );
    assert.deepEqual(nodes.map(isControlPlane), [true, false, true, false]);
  });

  it('is a worker where nothing is said, as the inventory has it', () => {
    assert.deepEqual(nodes.map(roleInWords), ['a control plane', 'a worker', 'a control plane', 'a worker']);
  });
});
