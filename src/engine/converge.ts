import type { Answers } from './answers.ts';
import { apply, ask } from './apply.ts';
import { needsPerson, stillNeeded } from './failures.ts';
import type { Change, Phase } from './model.ts';
import { patience } from './patience.ts';
import { factsOf, planPhase } from './plan.ts';
import type { Session } from './session.ts';

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
  const interruptions = patience(session);
  let latest = answers;
  let release: (() => void) | undefined;
  try {
    for (;;) {
      const { changes, problems, waits } = planPhase(phase, scope, latest);
      if (problems.length > 0) throw needsPerson(node, problems);
      if (changes.length > 0) {
        const again = changes.find(({ summary }) => done.some((change) => change.summary === summary));
        if (again) throw stillNeeded(node, again);
        release ??= await session.turn?.(phase.name, changes);
        emit({ kind: 'phase', node, phase: phase.name, changes: changes.length });
        const applied = await apply(session, phase.name, changes, latest);
        if ('answers' in applied) done.push(...changes);
        else await interruptions(applied.interrupted);
        latest = 'answers' in applied ? applied.answers : await ask(session);
      } else if (waits.length > 0) {
        latest = await waitedFor(session, phase, latest);
      } else {
        if (done.length > 0) emit({ kind: 'changed', node, phase: phase.name, changes: done });
        return latest;
      }
    }
  } finally {
    release?.();
  }
}

/** Polls the phase's own facts until it waits for nothing. */
async function waitedFor(session: Session, phase: Phase, answers: Answers): Promise<Answers> {
  const facts = factsOf([phase], session.scope);
  const pause = patience(session);
  let latest = answers;
  for (;;) {
    const [wait] = planPhase(phase, session.scope, latest).waits;
    if (!wait) return latest;
    await pause(wait);
    latest = latest.updatedBy(await ask(session, facts));
  }
}
