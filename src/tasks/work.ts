import type { Secrets } from '../engine/run-secrets.ts';
import { UserError } from '../errors.ts';
import type { RunPhase } from '../steps/phases.ts';
import type { Leader } from './leader.ts';
import type { Run } from './run.ts';
import type { Revealed } from './secrets.ts';
import type { Survey, Surveyed } from './surveyed.ts';

/** A surveyed cluster that is to be built. */
export interface Work {
  readonly run: Run;
  /** The nodes that go through the rows. */
  readonly found: Survey;
  /** Names of those that will join. */
  readonly joining: readonly string[];
  /** The rows that a node goes through. */
  readonly rowsOf: (one: Surveyed) => readonly RunPhase[];
  readonly leader: Leader;
  readonly secrets: Secrets;
  readonly fill: (revealed: Revealed) => void;
  /** Leave nodes that need a reboot as they are, and say so. */
  readonly noReboot: boolean;
  /** Upgrade nodes without moving their pods elsewhere. */
  readonly noDrain: boolean;
  /** Joining nodes whose name another machine of the cluster has. */
  readonly namesakes: readonly string[];
  /** These nodes take the other machine's place even while it runs. */
  readonly replace: boolean;
}

/** Tells whether the run is about the leader. Where it is not, the leader has its cluster already. */
export function isAboutLeader({ found, leader }: Pick<Work, 'found' | 'leader'>): boolean {
  return [...found.reached, ...found.unreached].some(({ node }) => node.name === leader.node.name);
}

/** Makes the error of a node that waits for a node which has failed. The reason is shown at the node that failed. */
export function waitsInVain(node: string, other: string, what: string, cause: unknown): UserError {
  return new UserError(`${node} ${what}: it waits for ${other}, which fails.`, {
    hints: [`Solve what is said about ${other}, then run the same command again.`],
    cause,
  });
}
