import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UserError } from '../../src/errors.ts';
import { resetCluster } from '../../src/tasks/reset.ts';
import type { Survey } from '../../src/tasks/surveyed.ts';
import { type FakeRemoval, fakeRemoval } from '../support/fake-removal.ts';

async function reset(setting: FakeRemoval = {}, answer = true) {
  const cluster = fakeRemoval(setting);
  let shown: Survey | undefined;
  const result = await resetCluster(cluster.run, async (found) => {
    assert.deepEqual(cluster.did, [], 'something was done before the plan was shown');
    shown = found;
    return answer;
  });
  return { ...cluster, shown, result };
}

describe('resetting a cluster', () => {
  it('shows what goes from every node before it does anything', async () => {
    const { shown } = await reset({}, false);
    const planned = shown?.reached.map(({ node, plan }) => {
      const phases = plan.filter(({ changes }) => changes.length > 0).map(({ phase }) => phase);
      return `${node.name}: ${phases.join()}`;
    });
    assert.deepEqual(planned, ['pi-1: stop', 'pi-2: stop', 'pi-3: stop']);
  });

  it('does nothing where the person says no, and hangs up', async () => {
    const { did, result, open } = await reset({}, false);
    assert.deepEqual([did, result.outcomes, result.removed, open()], [[], [], [], []]);
    assert.deepEqual(result.leaving, ['pi-1', 'pi-2', 'pi-3']);
  });

  it('takes workers off first, then control planes, asks no cluster, and hangs up', async () => {
    const { did, result, open } = await reset();
    assert.deepEqual(new Set(did.slice(0, 2)), new Set(['pi-2 stop', 'pi-3 stop']));
    assert.deepEqual(did.slice(2), ['pi-1 stop']);
    assert.deepEqual(result.removed.toSorted(), ['pi-1', 'pi-2', 'pi-3']);
    assert.deepEqual(open(), []);
  });

  it('goes on with the others where one fails, and does not say that this one is removed', async () => {
    const { did, result, open } = await reset({ stuck: ['pi-2'] });
    assert.ok(did.includes('pi-3 stop') && did.includes('pi-1 stop'));
    assert.deepEqual(result.removed.toSorted(), ['pi-1', 'pi-3']);
    assert.match(result.outcomes.find(({ error }) => error)?.error?.message ?? '', /^pi-2: /);
    assert.deepEqual(open(), []);
  });

  it('takes apart what answers where a node does not', async () => {
    const { did, result } = await reset({ failures: { 'pi-1': new UserError('pi-1 does not answer.') } });
    assert.deepEqual(did.toSorted(), ['pi-2 stop', 'pi-3 stop']);
    assert.deepEqual(
      result.survey.unreached.map(({ node }) => node.name),
      ['pi-1'],
    );
  });

  it('hangs up where showing the plan fails', async () => {
    const { run, open, connections } = fakeRemoval();
    await assert.rejects(
      resetCluster(run, () => Promise.reject(new Error('the terminal is gone'))),
      /the terminal is gone/,
    );
    assert.deepEqual([connections.size, open()], [3, []]);
  });

  it('says what was looked at on each node', async () => {
    const { result } = await reset({}, false);
    for (const title of [
      'processes of Kubernetes and of pods',
      'files of the cluster and its pods',
      "the publisher's user",
    ])
      assert.ok(result.checked.includes(title), title);
  });
});
