import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createProgress, planningIn } from '../../src/tasks/progress.ts';
import { change, phase, problem, surveyOf } from '../support/survey.ts';

const later = () => new Promise((next) => setImmediate(next));

/** Whether a promise is over, and how. */
async function stateOf(promise: Promise<unknown>): Promise<string> {
  return Promise.race([
    promise.then(
      () => 'through',
      (error: Error) => `failed: ${error.message}`,
    ),
    later().then(() => 'waits'),
  ]);
}

describe('the progress of the nodes of a run', () => {
  it('lets a node wait for another one, for one row', async () => {
    const progress = createProgress();
    const [create, join] = [progress.awaits('pi-1', 'create'), progress.awaits('pi-1', 'join')];
    assert.equal(await stateOf(create), 'waits');
    progress.through('pi-1', 'create');
    assert.deepEqual([await stateOf(create), await stateOf(join)], ['through', 'waits']);
  });

  it('does not take one node for another whose name begins like it', async () => {
    const progress = createProgress();
    const waiting = [progress.awaits('pi-1', 'create'), progress.awaits('pi-11', 'create')];
    progress.failed('pi-1', new Error('off'));
    assert.deepEqual(await Promise.all(waiting.map(stateOf)), ['failed: off', 'waits']);
  });

  it('tells at once who comes later than the news', async () => {
    const progress = createProgress();
    progress.through('pi-1', 'create');
    progress.failed('pi-2', new Error('off'));
    assert.equal(await stateOf(progress.awaits('pi-1', 'create')), 'through');
    assert.equal(await stateOf(progress.awaits('pi-2', 'create')), 'failed: off');
  });

  it('keeps a row that a node was through before it failed', async () => {
    const progress = createProgress();
    progress.through('pi-1', 'create');
    progress.failed('pi-1', new Error('off'));
    assert.equal(await stateOf(progress.awaits('pi-1', 'create')), 'through');
    assert.equal(await stateOf(progress.awaits('pi-1', 'join')), 'failed: off');
  });

  it('waits for all of several nodes, and names those that are through', async () => {
    const progress = createProgress();
    const all = progress.awaitsAll(['pi-1', 'pi-2', 'pi-3'], 'join');
    progress.through('pi-3', 'join');
    progress.failed('pi-2', new Error('off'));
    assert.equal(await stateOf(all), 'waits');
    progress.through('pi-1', 'join');
    assert.deepEqual(await all, ['pi-1', 'pi-3']);
  });

  it('names those that are neither through nor lost', () => {
    const progress = createProgress();
    progress.through('pi-1', 'join');
    progress.failed('pi-2', new Error('off'));
    progress.through('pi-3', 'create');
    assert.deepEqual(progress.pending(['pi-1', 'pi-2', 'pi-3'], 'join'), ['pi-3']);
  });

  it('ends no process when a node fails for which nobody waits', async () => {
    const progress = createProgress();
    void progress.awaits('pi-1', 'join');
    progress.failed('pi-1', new Error('off'));
    void progress.awaits('pi-1', 'settle');
    // An unhandled rejection would fail this test.
    await later();
  });
});

describe('who plans something in a row', () => {
  it('is who has changes there, and nobody with only a problem', () => {
    const { reached } = surveyOf({
      'pi-1': { plan: [phase('join'), phase('settle', change('Label'))] },
      'pi-2': { plan: [phase('join', problem('no', 'do'))] },
      'pi-3': { plan: [phase('join', change('Join'))] },
    });
    assert.deepEqual(planningIn('join', reached), ['pi-3']);
    assert.deepEqual(planningIn('settle', reached), ['pi-1']);
  });
});
