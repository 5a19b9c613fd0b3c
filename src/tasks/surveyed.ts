import type { Answers } from '../engine/answers.ts';
import type { Phase, Planned, Problem } from '../engine/model.ts';
import type { PhasePlan } from '../engine/plan.ts';
import type { Session } from '../engine/session.ts';
import type { UserError } from '../errors.ts';
import type { Node } from '../inventory/schema.ts';

/** A node that was reached and has answered. */
export interface AskedNode {
  readonly node: Node;
  readonly session: Session;
  readonly answers: Answers;
}

/** A node that has answered, and what it is missing. */
export interface Surveyed extends AskedNode {
  /** By phase, up to the first phase with a problem. */
  readonly plan: readonly PhasePlan[];
  /** A problem that only a look at all nodes shows; nothing is done on this node before somebody has solved it. */
  readonly obstacle?: Planned<Problem>;
  /** The phases in which the node first leaves another cluster. */
  readonly leaves?: readonly Phase[];
}

/** A node that could not be reached or asked. */
export interface Unreached {
  readonly node: Node;
  readonly error: UserError;
}

export interface Asked {
  readonly reached: readonly AskedNode[];
  readonly unreached: readonly Unreached[];
}

export interface Survey extends Asked {
  readonly reached: readonly Surveyed[];
}

/** Makes the part of a plan that finds nothing in a phase. */
export function emptyPart(phase: string): PhasePlan {
  return { phase, changes: [], problems: [], waits: [], notes: [] };
}
