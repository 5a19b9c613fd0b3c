import { setTimeout as sleep } from 'node:timers/promises';
import type { Answers } from './answers.ts';
import { apply, ask } from './apply.ts';
import { needsPerson, stillNeeded, waitedTooLong } from './failures.ts';
import type { Change, Phase } from './model.ts';
import { factsOf, planPhase } from './plan.ts';
import type { Session } from './session.ts';

const pollSeconds = 1;

/**
 * Brings the node to where each phase has nothing left to do, in order, and returns the last answers.
 * Throws a UserError that names the node when a person is needed, a change fails, or a wait passes its limit.
 */
export async function converge(session: Session, phases: readonly Phase[], answers: Answers): Promise<Answers> {
  let latest = answers;
  for (const phase of phases) latest = await convergePhase(session, phase, latest);
  return latest;
}

async function convergePhase(session: Session, phase: Phase, answers: Answers): Promise<Answers> {
  const { scope, emit } = session;
  const node = scope.node.name;
  const done: Change[] = [];
  let latest = answers;
  let release = () => {};
  try {
    for (;;) {
      const plan = planPhase(phase, scope, latest);
      if (plan.problems.length > 0) throw needsPerson(node, plan);
      if (plan.changes.length > 0) {
        const again = plan.changes.find((change) => done.some(({ summary }) => summary === change.summary));
        if (again) throw stillNeeded(node, again);
        if (done.length === 0 && session.turn) release = await session.turn(phase.name, plan.changes);
        emit({ kind: 'phase', node, phase: phase.name, changes: plan.changes.length });
        latest = await apply(session, phase.name, plan.changes);
        done.push(...plan.changes);
      } else if (plan.waits.length > 0) {
        latest = await waitedFor(session, phase, latest);
      } else {
        if (done.length > 0) emit({ kind: 'changed', node, phase: phase.name, changes: done });
        return latest;
      }
    }
  } finally {
    release();
  }
}

/** Polls the phase's own facts until it waits for nothing. */
async function waitedFor(session: Session, phase: Phase, answers: Answers): Promise<Answers> {
  const { scope, emit } = session;
  const facts = factsOf([phase], scope);
  const since = Date.now();
  let latest = answers;
  for (;;) {
    const [wait] = planPhase(phase, scope, latest).waits;
    if (!wait) return latest;
    const seconds = Math.round((Date.now() - since) / 1000);
    emit({ kind: 'waiting', node: scope.node.name, wait, seconds });
    if (seconds >= wait.limitSeconds) {
      const why = wait.explain ? (await ask(session, [wait.explain])).get(wait.explain) : '';
      throw waitedTooLong(scope.node.name, wait, seconds, why);
    }
    await sleep(pollSeconds * 1000);
    latest = latest.updatedBy(await ask(session, facts));
  }
}
