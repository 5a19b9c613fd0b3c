import type { Answers } from '../engine/answers.ts';
import { ask } from '../engine/apply.ts';
import { converge } from '../engine/converge.ts';
import { withScope } from '../engine/session.ts';
import { following, type RunPhase } from '../steps/phases.ts';
import { type NodeOutcome, outcomeOf } from './outcome.ts';
import type { Run } from './run.ts';
import type { Survey, Surveyed } from './surveyed.ts';

/**
 * Introduces newcomers to the nodes that were there before: each of these learns their names, and the leader labels the
 * newcomers and waits until they are Ready.
 */
export function introduce(
  run: Run,
  { reached }: Survey,
  phases: readonly RunPhase[],
  joined: readonly string[],
): Promise<readonly NodeOutcome[]> {
  const introductions = following(phases, ['nodes', 'newcomers']);
  return Promise.all(
    reached.map((one) =>
      outcomeOf(run, one, async ({ session, answers }) =>
        converge(withScope(session, { joined }), introductions, await latest(one, answers)),
      ),
    ),
  );
}

/** Asks the leader again: the newcomers have joined since it was asked. */
async function latest({ node, session }: Surveyed, answers: Answers): Promise<Answers> {
  return node.name === session.scope.leader.name ? ask(session) : answers;
}
