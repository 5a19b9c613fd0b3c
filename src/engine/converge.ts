import type { Answers } from './answers.ts';
import { apply, ask } from './apply.ts';
import { comesBack, needsPerson, stillNeeded } from './failures.ts';
import { isSameChange } from './finding-identity.ts';
import type { Change, Phase, Planned } from './model.ts';
import { patience } from './patience.ts';
import { factsOf, planPhase } from './plan.ts';
import type { Session } from './session.ts';

/** Where a phase has nothing left to do on a node. */
export interface Converged {
  /** What the node says now. */
  readonly answers: Answers;
  /** The changes that were made for it. */
  readonly done: readonly Planned<Change>[];
}

/**
 * Brings the node to where each phase has nothing left to do, in order, and returns the last answers.
 * Throws a UserError that names the node when a person is needed, a change fails, or a wait passes its limit.
 */
export async function converge(session: Session, phases: readonly Phase[], answers: Answers): Promise<Answers> {
  let latest = answers;
  for (const phase of phases) latest = (await convergePhase(session, phase, latest)).answers;
  return latest;
}

interface Around {
  readonly undone?: readonly Planned<Change>[];
  /**
   * Brings what changes need to the node before they are made. It is called for each round: after the first one further
   * changes may show.
   */
  readonly stage?: (changes: readonly Change[]) => Promise<void>;
}

/**
 * Brings the node to where one phase has nothing left to do. A change of `undone` was made in this run before the node
 * rebooted: when it is missing again, something on the node takes it back at boot, and doing it again would not last.
 */
export async function convergePhase(
  session: Session,
  phase: Phase,
  answers: Answers,
  { undone = [], stage }: Around = {},
): Promise<Converged> {
  const { scope, emit } = session;
  const node = scope.node.name;
  const done: Planned<Change>[] = [];
  const interruptions = patience(session);
  let latest = answers;
  for (;;) {
    const { changes, problems, waits } = planPhase(phase, scope, latest);
    if (problems.length > 0) throw needsPerson(node, problems);
    if (changes.length > 0) {
      const returned = changes.filter((change) => isIn(undone, change));
      if (returned.length > 0) throw comesBack(node, returned);
      const again = changes.find((change) => isIn(done, change));
      if (again) throw stillNeeded(node, again);
      emit({ kind: 'phase', node, phase: phase.name, changes: changes.length });
      await stage?.(changes);
      const applied = await apply(session, phase.name, changes, latest);
      if ('answers' in applied) done.push(...changes);
      else await interruptions(applied.interrupted);
      latest = 'answers' in applied ? applied.answers : await ask(session);
    } else if (waits.length > 0) {
      latest = await waitedFor(session, phase, latest);
    } else {
      if (done.length > 0) emit({ kind: 'changed', node, phase: phase.name, changes: done });
      return { answers: latest, done };
    }
  }
}

function isIn(changes: readonly Planned<Change>[], change: Planned<Change>): boolean {
  return changes.some((one) => isSameChange(one, change));
}

/** Polls the phase's own facts until the phase waits for nothing. Then asks every fact, as all may have changed. */
async function waitedFor(session: Session, phase: Phase, answers: Answers): Promise<Answers> {
  const facts = factsOf([phase], session.scope);
  const pause = patience(session);
  let latest = answers;
  for (;;) {
    const [wait] = planPhase(phase, session.scope, latest).waits;
    if (!wait) return ask(session);
    await pause(wait);
    latest = latest.updatedBy(await ask(session, facts));
  }
}
