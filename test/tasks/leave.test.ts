import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sh } from '../../src/shell/sh.ts';
import { checkedBy, leaveCluster } from '../../src/tasks/leave.ts';
import { type FakeCluster, fakeCluster, noteStep } from '../support/fake-cluster.ts';
import { fakeInventory } from '../support/fake-runs.ts';

const all = ['pi-1', 'pi-2', 'pi-3'];
const stop = noteStep('stopped', { kind: 'change', summary: 'Stop', script: sh`note stopped` });
const erase = noteStep('erased', { kind: 'change', summary: 'Erase', script: sh`note erased` });
const phases = [
  { name: 'stop', steps: [stop] },
  { name: 'erase', steps: [erase] },
];

async function left(setting: FakeCluster = {}) {
  const cluster = await fakeCluster({ joined: all, real: [], steps: { kernel: [stop, erase] }, ...setting });
  const { run, found } = await cluster.work();
  cluster.events.length = 0;
  const outcomes = await leaveCluster(run, found.reached, phases);
  return { ...cluster, outcomes };
}

const of = (did: readonly string[], node: string) => did.filter((one) => one.startsWith(node));

describe('nodes that leave their cluster', () => {
  it('go through the phases one after another, each node for itself', async () => {
    const { did } = await left();
    for (const node of all) assert.deepEqual(of(did, node), [`${node} note stopped`, `${node} note erased`]);
  });

  it('are workers first, side by side, and then the control planes', async () => {
    const { did } = await left();
    assert.deepEqual(new Set(did.slice(0, 2)), new Set(['pi-2 note stopped', 'pi-3 note stopped']));
    assert.deepEqual(did.slice(-2), ['pi-1 note stopped', 'pi-1 note erased']);
  });

  it('are control planes one by one, the last of the inventory first', async () => {
    const { did } = await left({ servers: all });
    assert.deepEqual(
      did,
      ['pi-3', 'pi-2', 'pi-1'].flatMap((node) => [`${node} note stopped`, `${node} note erased`]),
    );
  });

  it('do not stop each other when one of them fails, and each says how it ended', async () => {
    const { did, outcomes } = await left({ fails: ['pi-2 note stopped'] });
    assert.deepEqual(of(did, 'pi-2'), ['pi-2 note stopped']);
    assert.deepEqual(
      outcomes.map(({ node, changes, error }) => [node, changes, error !== undefined]),
      [
        ['pi-2', 0, true],
        ['pi-3', 2, false],
        ['pi-1', 2, false],
      ],
    );
  });

  it('are looked at by every step, whose titles are shown at the end', () => {
    const [gate, ...members] = fakeInventory(['pi-1'], 1).nodes.toReversed();
    assert.deepEqual(checkedBy(phases, members), ['stopped', 'erased']);
    assert.deepEqual(checkedBy([], members), []);
    assert.deepEqual(checkedBy(phases, gate ? [gate] : []), [], 'no step is about a proxy');
  });
});
