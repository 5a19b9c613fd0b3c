import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { personOf } from '../../src/inventory/people.ts';
import { removePerson } from '../../src/tasks/people/remove-person.ts';
import { fakeInventory, fakeRun } from '../support/fake-runs.ts';

const never = () => assert.fail('nobody is asked');

describe('the removal of a person', () => {
  it('names what to type for somebody whom only the cluster may know', async () => {
    const inventory = { ...fakeInventory(['pi-1']), people: [personOf({ name: 'ismael' })] };
    const run = fakeRun({ inventory, nodes: inventory.nodes, connect: never });
    const refused = removePerson(run, { name: 'joan', keepNamespace: false, proceed: never, afterwards: never });
    await assert.rejects(refused, {
      message: 'joan is not in the inventory.',
      hints: ['microcloud user list', 'microcloud init, which takes away what the cluster still lets joan do'],
    });
  });
});
