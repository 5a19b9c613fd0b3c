import { setTimeout as sleep } from 'node:timers/promises';
import { LinkLostError } from '../transport/connection.ts';
import type { Answers } from './answers.ts';
import { awaitEffect } from './effects.ts';
import { linkLost, lockWait, roundFailed } from './failures.ts';
import type { Change, Fact } from './model.ts';
import { type RoundResult, runRound } from './round.ts';
import type { Session } from './session.ts';

const lockPollSeconds = 2;
const lostLinksLimit = 5;

/** Asks facts, every one of the session by default: the one exec that a converged node costs. */
export async function ask(session: Session, facts: readonly Fact<unknown>[] = session.facts): Promise<Answers> {
  const { connection, holder } = session;
  const result = await reconnecting(session, () => runRound(connection, { changes: [], facts, holder }));
  if (result.kind !== 'done') throw roundFailed(session.scope.node.name, result);
  return result.answers;
}

/** Applies changes and brings fresh answers back: one exec, but for a lost link, a reboot or a move. */
export async function apply(session: Session, phase: string, changes: readonly Change[]): Promise<Answers> {
  const { connection, emit, facts, holder } = session;
  const node = session.scope.node.name;
  const effect = changes.find((change) => change.effect)?.effect;
  const onChange = (change: Change) => emit({ kind: 'change', node, phase, change });
  const since = Date.now();
  for (;;) {
    let result: RoundResult;
    try {
      result = await runRound(connection, { changes, facts: effect ? [] : facts, holder }, onChange);
    } catch (error) {
      if (!(error instanceof LinkLostError)) throw error;
      if (effect) return await awaitEffect(session, effect).then(() => ask(session));
      emit({ kind: 'note', node, message: `the link is lost (${error.message}): connecting again` });
      await connection.reconnect();
      // The change in hand finishes without us and the next one does not start: fresh facts tell which.
      return ask(session);
    }
    if (result.kind === 'locked') {
      const seconds = Math.round((Date.now() - since) / 1000);
      const wait = lockWait(result);
      if (seconds > wait.limitSeconds) throw roundFailed(node, result);
      emit({ kind: 'waiting', node, wait, seconds });
      await sleep(lockPollSeconds * 1000);
      continue;
    }
    if (effect && result.kind !== 'failed') return await awaitEffect(session, effect).then(() => ask(session));
    if (result.kind !== 'done') throw roundFailed(node, result);
    return result.answers;
  }
}

async function reconnecting<T>({ connection, scope, emit }: Session, attempt: () => Promise<T>): Promise<T> {
  for (let lost = 1; ; lost++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof LinkLostError)) throw error;
      if (lost === lostLinksLimit) throw linkLost(scope.node.name, lost, error);
      emit({ kind: 'note', node: scope.node.name, message: `the link is lost (${error.message}): connecting again` });
      await connection.reconnect();
    }
  }
}
