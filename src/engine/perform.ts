import { sh } from '../shell/sh.ts';
import type { Answers } from './answers.ts';
import { reconnecting } from './apply.ts';
import { lockWait, roundFailed } from './failures.ts';
import type { Change, Fact } from './model.ts';
import { patience } from './patience.ts';
import { runRound } from './round.ts';
import type { Session } from './session.ts';

/** Waits until no other run is changing this node, then asks every fact of the session. */
export function askAtRest(session: Session): Promise<Answers> {
  return perform(session, { kind: 'change', summary: 'Wait for other runs', script: sh`:` }, session.facts);
}

/** Makes a change that is in no plan and safe to repeat: what one node does for others. Then asks facts. */
export async function perform(session: Session, change: Change, facts: readonly Fact<unknown>[]): Promise<Answers> {
  const { connection, holder } = session;
  const pause = patience(session);
  for (;;) {
    const result = await reconnecting(session, () => runRound(connection, { changes: [change], facts, holder }));
    if (result.kind === 'done') return result.answers;
    if (result.kind !== 'locked') throw roundFailed(session.scope.node.name, result);
    // After a lost link the lock may be that of our own first try, which goes on without us.
    await pause(lockWait(result));
  }
}
