import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Change } from '../../src/engine/model.ts';
import { UserError } from '../../src/errors.ts';
import { sh } from '../../src/shell/sh.ts';
import { outcomeOf } from '../../src/tasks/outcome.ts';
import type { Surveyed } from '../../src/tasks/surveyed.ts';
import { fakeCluster } from '../support/fake-cluster.ts';

const change = (summary: string): Change => ({ kind: 'change', summary, script: sh`:` });

/** What one node's work ends with, and what the run has heard of it. */
async function ended(work: (one: Surveyed) => Promise<unknown>) {
  const cluster = await fakeCluster();
  const { run, found } = await cluster.work({ only: ['pi-2'] });
  cluster.events.length = 0;
  return { outcome: await outcomeOf(run, found.reached[0]!, work), events: cluster.events };
}

const changed = ({ session }: Surveyed, ...summaries: readonly string[]) =>
  session.emit({ kind: 'changed', node: 'pi-2', phase: 'kernel', changes: summaries.map(change) });

describe('how one node ends', () => {
  it('is its number of changes, over all rows, and the run hears of each', async () => {
    const { outcome, events } = await ended(async (one) => {
      changed(one, 'a', 'b');
      changed(one, 'c');
    });
    assert.deepEqual(outcome, { node: 'pi-2', changes: 3 });
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ['changed', 'changed', 'converged'],
    );
    assert.deepEqual(events.at(-1), { kind: 'converged', node: 'pi-2', changes: 3 });
  });

  it('counts what was done, not what was begun', async () => {
    const { outcome } = await ended(async ({ session }) => {
      session.emit({ kind: 'change', node: 'pi-2', phase: 'kernel', change: change('begun') });
      session.emit({ kind: 'phase', node: 'pi-2', phase: 'kernel', changes: 1 });
    });
    assert.deepEqual(outcome, { node: 'pi-2', changes: 0 });
  });

  it('is an error with what was done before it, its hints and its check', async () => {
    const { outcome, events } = await ended(async (one) => {
      changed(one, 'a');
      throw new UserError('pi-2: the card is full.', { hints: ['df -h'], id: 'disk.low' });
    });
    assert.equal(outcome.changes, 1);
    assert.deepEqual(
      [outcome.error?.message, outcome.error?.hints, outcome.error?.id],
      ['pi-2: the card is full.', ['df -h'], 'disk.low'],
    );
    assert.deepEqual(events.at(-1), {
      kind: 'failed',
      node: 'pi-2',
      message: 'pi-2: the card is full.',
      hints: ['df -h'],
    });
    assert.ok(!events.some(({ kind }) => kind === 'converged'));
  });

  it('names the node where a bug does not, and asks for a report', async () => {
    const { outcome } = await ended(async () => assert.fail('nothing fits'));
    assert.equal(outcome.error?.message, 'pi-2: nothing fits');
    assert.match(outcome.error?.hints.join() ?? '', /report/);
  });
});
