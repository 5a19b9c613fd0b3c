import { isOff } from './is-off.ts';
import { createJoinAccess } from './join-access/join-access.ts';
import { type NodeOutcome, outcomeOf } from './outcome.ts';
import { createProgress } from './progress.ts';
import { createTurns } from './turns.ts';
import { type Shared, walk } from './walk.ts';
import type { Work } from './work.ts';

/** Takes all nodes through the rows side by side. They wait for one another where a row says so. Never rejects. */
export async function build(work: Work): Promise<readonly NodeOutcome[]> {
  const { run, found, rowsOf } = work;
  const shared: Shared = {
    work,
    progress: createProgress(),
    turns: createTurns(found.reached.flatMap(rowsOf)),
    joinAccess: createJoinAccess(work),
  };
  for (const { node, error } of found.unreached) shared.progress.failed(node.name, error);
  const outcomes = await Promise.all(
    found.reached.map((one) =>
      outcomeOf(run, one, async (counted) => {
        try {
          await walk(shared, counted, rowsOf(one));
        } catch (error) {
          shared.progress.failed(one.node.name, error);
          throw error;
        }
      }),
    ),
  );
  const leading = outcomes.find(({ node }) => node === work.leader.node.name);
  await shared.joinAccess.revoke(isOff(leading?.error) ? leading?.error : undefined);
  return outcomes;
}
