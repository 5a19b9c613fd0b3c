import { converge } from '../engine/converge.ts';
import type { Phase, Step } from '../engine/model.ts';
import { places } from '../engine/places.ts';
import { isControlPlane } from '../inventory/node-roles.ts';
import type { Node } from '../inventory/schema.ts';
import { type NodeOutcome, outcomeOf } from './outcome.ts';
import type { Run } from './run.ts';
import type { Survey, Surveyed } from './surveyed.ts';

/** What `remove` or `reset` found and did. */
export interface LeaveResult {
  readonly survey: Survey;
  /** Empty when it did not proceed. */
  readonly outcomes: readonly NodeOutcome[];
  /** Nodes that were to leave. */
  readonly leaving: readonly string[];
  /** Titles of what is not on them any more, if they left without an error. */
  readonly checked: readonly string[];
  /** Nodes that are not in the cluster any more. */
  readonly removed: readonly string[];
  /**
   * Those of `removed` that did not answer, so that everything is still on their cards, and those in another cluster.
   */
  readonly off: readonly string[];
  /** Those of `removed` that are in another cluster now, and were left as they are. */
  readonly elsewhere?: readonly string[];
  /** Those of `removed` that somebody else may have. */
  readonly lost: readonly string[];
}

/**
 * Takes away what makes these nodes members of a cluster, and what was installed for it: workers side by side, then
 * control planes one by one.
 */
export async function leaveCluster(
  run: Run,
  reached: readonly Surveyed[],
  phases: readonly Phase[],
): Promise<readonly NodeOutcome[]> {
  const leave = (one: Surveyed) => outcomeOf(run, one, ({ session, answers }) => converge(session, phases, answers));
  const isWorker = ({ node }: Surveyed) => !isControlPlane(node);
  const outcomes = [...(await Promise.all(reached.filter(isWorker).map(leave)))];
  for (const one of reached.filter((candidate) => !isWorker(candidate)).toReversed()) outcomes.push(await leave(one));
  return outcomes;
}

/** Lists the titles of the steps that looked at the nodes that left. Each phase ends when its steps find nothing. */
export function checkedBy(phases: readonly Phase[], nodes: readonly Node[]): readonly string[] {
  const steps = phases.flatMap((phase) => phase.steps);
  const isAsked = ({ on = 'members' }: Step) => nodes.some((node) => places[on]({ node, leader: node }));
  return steps.filter(isAsked).map(({ title }) => title);
}
