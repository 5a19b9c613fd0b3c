import { LinkLostError } from '../transport/connection.ts';
import type { Answers } from './answers.ts';
import { awaitEffect } from './effects.ts';
import { linkLost, lockWait, lostWait, roundFailed, staleWait } from './failures.ts';
import type { Change, Fact, Wait } from './model.ts';
import { type RoundResult, runRound } from './round.ts';
import type { Session } from './session.ts';

const lostLinksLimit = 5;

/** Asks facts, every one of the session by default: the one exec that a converged node costs. */
export async function ask(session: Session, facts: readonly Fact<unknown>[] = session.facts): Promise<Answers> {
  const { connection, holder } = session;
  const result = await reconnecting(session, () => runRound(connection, { changes: [], facts, holder }));
  if (result.kind !== 'done') throw roundFailed(session.scope.node.name, result);
  return result.answers;
}

/** How applying went: done, with fresh answers, or interrupted, so that the plan must be made anew. */
export type Applied = { readonly answers: Answers } | { readonly interrupted: Wait };

/**
 * Applies changes that were planned from answers of this generation: one exec, except after a lost link, a lock, a
 * reboot or a move.
 */
export async function apply(
  session: Session,
  phase: string,
  changes: readonly Change[],
  { generation }: Answers,
): Promise<Applied> {
  const { connection, emit, facts, holder } = session;
  const node = session.scope.node.name;
  // What changes the connection comes last: it would cut the others off.
  const inOrder = changes.toSorted((a, b) => Number(Boolean(a.effect)) - Number(Boolean(b.effect)));
  const effect = inOrder.at(-1)?.effect;
  let hasBegun = false;
  const onChange = (change: Change) => {
    hasBegun ||= change.effect !== undefined;
    emit({ kind: 'change', node, phase, change });
  };
  const followed = async () => {
    if (effect) await awaitEffect(session, effect);
    return { answers: await ask(session) };
  };
  try {
    const round = { changes: inOrder, facts: effect ? [] : facts, holder, generation };
    const result = await runRound(connection, round, onChange);
    if (result.kind === 'locked') return { interrupted: lockWait(result) };
    if (result.kind === 'stale') return { interrupted: staleWait };
    if (hasBegun && result.kind !== 'failed') return await followed();
    if (result.kind !== 'done') throw roundFailed(node, result, await causeOf(session, result));
    return { answers: result.answers };
  } catch (error) {
    if (!(error instanceof LinkLostError)) throw error;
    if (hasBegun) return await followed();
    emit({ kind: 'note', node, message: `the link is lost (${error.message}): connecting again` });
    await connection.reconnect();
    // The change in hand finishes without us and the next one does not start: fresh facts tell which.
    return { interrupted: lostWait(error) };
  }
}

async function causeOf(session: Session, result: RoundResult): Promise<string> {
  const explain = result.kind === 'failed' ? result.change.explain : undefined;
  if (!explain) return '';
  const answers = await ask(session, [explain]).catch(() => undefined);
  return answers?.get(explain) ?? '';
}

/** Makes an attempt that is safe to repeat, and makes it again when the link was lost meanwhile. */
export async function reconnecting<T>({ connection, scope, emit }: Session, attempt: () => Promise<T>): Promise<T> {
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
