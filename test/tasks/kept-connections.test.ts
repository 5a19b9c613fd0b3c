import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UserError } from '../../src/errors.ts';
import { keepingConnections } from '../../src/tasks/kept-connections.ts';
import { readVitals } from '../../src/tasks/vitals-of-nodes.ts';
import { type FakeNode, fakeNode } from '../support/fake-node.ts';
import { fakeInventory, fakeRuns } from '../support/fake-runs.ts';

/** Looks at three nodes, of which some are off, and the connections that were made. */
function setUp(off: readonly string[] = []) {
  const made: FakeNode[] = [];
  const inventory = fakeInventory(['pi-1']);
  const isOff = (name: string) => (off.includes(name) ? new UserError(`${name} does not answer.`) : undefined);
  const connect = () => {
    const node = fakeNode({ answer: (question) => (question.includes('loadavg') ? '/proc/loadavg:0.50 0 0' : '') });
    made.push(node);
    return node;
  };
  const { runOf } = fakeRuns(inventory, connect, isOff);
  return { made, run: keepingConnections(runOf(inventory.nodes.map(({ name }) => name))) };
}

describe('connections that are kept', () => {
  it('stay open between looks: each node is connected to once', async () => {
    const { made, run } = setUp();
    await readVitals(run);
    const nodes = await readVitals(run);
    assert.equal(made.length, 3);
    assert.deepEqual(
      made.map(({ execs, isClosed }) => [execs, isClosed]),
      [
        [2, false],
        [2, false],
        [2, false],
      ],
    );
    assert.deepEqual(nodes[0], { name: 'pi-1', vitals: { load: 0.5 } });
  });

  it('wait a look long for a node that has gone, not as long as a node may boot', async () => {
    const waits: unknown[] = [];
    const { runOf } = fakeRuns(
      fakeInventory(['pi-1']),
      () => ({
        ...fakeNode({ loses: () => true }),
        async reconnect(options) {
          waits.push(options?.timeoutSeconds);
          throw new UserError('pi-1 does not answer.');
        },
      }),
      () => undefined,
    );
    const [first] = await readVitals(keepingConnections(runOf(['pi-1'])));
    assert.equal(first?.error, 'pi-1 does not answer.');
    assert.deepEqual(waits, [10]);
  });

  it('are tried anew where a node was off', async () => {
    const off = ['pi-2'];
    const { made, run } = setUp(off);
    const [, second] = await readVitals(run);
    assert.deepEqual(second, { name: 'pi-2', vitals: {}, error: 'pi-2 does not answer.' });
    off.pop();
    const [, later] = await readVitals(run);
    assert.equal(later?.error, undefined);
    assert.equal(made.length, 3);
  });
});
