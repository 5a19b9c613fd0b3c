import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { planPhase } from '../../src/engine/plan.ts';
import { leaveText } from '../../src/screen/leave-text.ts';
import type { LeaveResult } from '../../src/tasks/leave.ts';
import { shownSurvey, surveyRemoval } from '../../src/tasks/survey-removal.ts';
import { type FakeRemoval, fakeRemoval, isOff } from '../support/fake-removal.ts';

/** Plans to remove pi-3, which is off. */
async function planned({ lost = true, ...setting }: FakeRemoval & { readonly lost?: boolean } = {}) {
  const { run, staying } = fakeRemoval({ only: ['pi-3'], failures: { 'pi-3': isOff('pi-3') }, ...setting });
  const removal = await surveyRemoval(run, { staying, drain: false, keep: false, lost });
  const settling = removal.phases.settling.filter(({ name }) => ['serf-key', 'encryption'].includes(name));
  const keys = [removal.leader, ...removal.others].flatMap(({ node, session, answers }) =>
    settling
      .flatMap((phase) => planPhase(phase, session.scope, answers).changes)
      .filter((change) => /key/.test(change.summary) && !change.about?.endsWith('.conf'))
      .map(({ summary }) => `${node.name}: ${summary}`),
  );
  const phases = removal.phases.revoking.flatMap(({ steps }) => steps.map(({ id }) => id));
  const survey = shownSurvey(removal);
  const text = (removed: readonly string[]) =>
    leaveText(
      {
        ...{ survey, leaving: removed, checked: [], removed, off: removed, lost: lost ? removed : [] },
        outcomes: [{ node: 'pi-1', changes: 1 }],
      } as unknown as LeaveResult,
      {},
    );
  return { keys, phases, text };
}

describe('removing a node that is lost', () => {
  it('plans a new key of Serf on the leader, and that all others take it', async () => {
    const { keys } = await planned({ serfKey: 'known' });
    assert.deepEqual(keys, [
      "pi-1: Make a key that encrypts what the nodes' Serf agents say to each other",
      'pi-2: Take the key of Serf that pi-1 has',
    ]);
  });

  it('plans none where there was none, and none for a node that nobody has lost', async () => {
    assert.deepEqual((await planned({})).keys, []);
    assert.deepEqual((await planned({ serfKey: 'known', lost: false })).keys, []);
  });

  it('takes away its tokens, too', async () => {
    assert.deepEqual((await planned()).phases.toSorted(), ['leave.pods', 'leave.tokens']);
    assert.deepEqual((await planned({ lost: false })).phases, []);
  });

  it('lists what is left to the person', async () => {
    const text = (await planned()).text(['pi-3']);
    for (const part of [/tokens of its pods/, /passwords and keys/, /certificate of kubelet/]) assert.match(text, part);
    assert.doesNotMatch((await planned({ lost: false })).text(['pi-3']), /Left to you/);
  });

  it('says of a control plane that only a new cluster helps', async () => {
    assert.match((await planned({ servers: ['pi-1', 'pi-3'] })).text(['pi-3']), /It was a control plane/);
  });
});
