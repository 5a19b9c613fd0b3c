import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { livingNamesakes, nameTaken } from '../../src/tasks/namesakes.ts';
import { clusterAnswer, readyOf } from '../support/cluster-answer.ts';
import { fakeSession } from '../support/fake-session.ts';
import { makeScope } from '../support/plan.ts';

/** A cluster that answers so, look by look; the last answer stays. */
function leaderThatSays(...answers: readonly string[]) {
  let look = 0;
  const answer = () => answers[Math.min(look++, answers.length - 1)];
  return { ...fakeSession({ answer }, makeScope({ at: 'pi-1' })), looks: () => look };
}

const without = (...names: readonly string[]) =>
  clusterAnswer((items) => {
    for (const name of names) readyOf(items, name).status = 'Unknown';
  });
const all = without();

describe('machines that have the name of a newcomer', () => {
  it('are not looked for where nobody has such a name', async () => {
    const { session, looks } = leaderThatSays(all);
    assert.deepEqual([await livingNamesakes(session, []), looks()], [[], 0]);
  });

  it('are gone at once where the cluster has noticed', async () => {
    const { session, looks } = leaderThatSays(without('pi-2'));
    assert.deepEqual([await livingNamesakes(session, ['pi-2']), looks()], [[], 1]);
  });

  it('are waited for until the cluster notices, and the person is told for what', async () => {
    const { session, clock, events } = leaderThatSays(all, all, without('pi-2'));
    assert.deepEqual(await livingNamesakes(session, ['pi-2']), []);
    assert.equal(clock.seconds(), 2);
    const [waiting] = events.filter(({ kind }) => kind === 'waiting');
    assert.match(waiting?.kind === 'waiting' ? waiting.wait.summary : '', /another machine of the name pi-2 is Ready/);
  });

  it('live when they are Ready longer than a cluster takes to notice', async () => {
    const { session, clock } = leaderThatSays(all);
    assert.deepEqual(await livingNamesakes(session, ['pi-2']), ['pi-2']);
    // The cluster takes 40 to 50 seconds.
    assert.ok(clock.seconds() > 60 && clock.seconds() < 120, `${clock.seconds()} s`);
  });

  it('are those names only of which a machine goes on', async () => {
    const { session } = leaderThatSays(all, without('pi-3'));
    assert.deepEqual(await livingNamesakes(session, ['pi-2', 'pi-3']), ['pi-2']);
  });

  it('stop the newcomer, which is told both ways out', () => {
    const { message, hints } = nameTaken('pi-2');
    assert.match(message, /^pi-2 cannot join: the cluster has another machine of this name/);
    assert.match(hints.join('\n'), /microcloud join pi-2 --replace[\s\S]*another name/);
  });
});
