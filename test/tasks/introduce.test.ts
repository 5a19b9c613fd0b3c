import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defineStep, type Step } from '../../src/engine/model.ts';
import { sh } from '../../src/shell/sh.ts';
import { introduce } from '../../src/tasks/introduce.ts';
import { type FakeCluster, fakeCluster, noteStep, notes } from '../support/fake-cluster.ts';

const all = ['pi-1', 'pi-2', 'pi-3'];
const noted = (note: string, follows?: Step['follows']) => ({
  ...noteStep(note, { kind: 'change', summary: note, script: sh`note ${note}` }),
  ...(follows ? { follows } : {}),
});

/** Introduces pi-3, which has joined, to the nodes that were there. */
async function introduced(setting: FakeCluster, neighbours = ['pi-1', 'pi-2']) {
  const cluster = await fakeCluster({ joined: all, real: [], ...setting });
  const { run, found } = await cluster.work({ only: neighbours });
  const outcomes = await introduce(run, found, cluster.rows, ['pi-3']);
  return { ...cluster, outcomes };
}

describe('nodes that were there when others joined', () => {
  it('do only what depends on the newcomers', async () => {
    const steps = { identity: [noted('names', 'nodes'), noted('host')], settle: [noted('ready', 'newcomers')] };
    const { did } = await introduced({ steps });
    assert.deepEqual(did.toSorted(), ['pi-1 note names', 'pi-1 note ready', 'pi-2 note names', 'pi-2 note ready']);
  });

  it('are told who has joined', async () => {
    const seen: string[] = [];
    const step = defineStep({
      id: 'kernel.modules',
      title: 'x',
      follows: 'newcomers',
      needs: () => ({ notes }),
      plan({ node, joined = [] }) {
        seen.push(`${node.name}: ${joined.join()}`);
        return [];
      },
    });
    await introduced({ steps: { settle: [step] } });
    assert.ok(seen.includes('pi-1: pi-3'));
    assert.ok(seen.includes('pi-2: pi-3'));
  });

  it('ask the leader once more, whose cluster has changed, and no other node', async () => {
    const { connections } = await introduced({ steps: { settle: [noted('ready', 'newcomers')] } });
    const execs = all.map((name) => connections.get(name)?.[0]?.execs);
    // Each node: the survey and its change. The leader also looks again before it plans.
    assert.deepEqual(execs, [3, 2, undefined]);
  });

  it('are left alone where nothing depends on who is there', async () => {
    const { did, outcomes } = await introduced({ steps: { identity: [noted('host')] } });
    assert.deepEqual(did, []);
    assert.deepEqual(
      outcomes.map(({ node, changes, error }) => [node, changes, error]),
      [
        ['pi-1', 0, undefined],
        ['pi-2', 0, undefined],
      ],
    );
  });

  it('do not stop each other when one fails', async () => {
    const { did, outcomes } = await introduced({
      steps: { identity: [noted('names', 'nodes')] },
      fails: ['pi-1 note names'],
    });
    assert.deepEqual(did.toSorted(), ['pi-1 note names', 'pi-2 note names']);
    assert.deepEqual(
      outcomes.map(({ error }) => error !== undefined),
      [true, false],
    );
  });
});
