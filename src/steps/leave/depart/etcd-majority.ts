import type { Change, Problem } from '../../../engine/model.ts';
import type { Script } from '../../../shell/sh.ts';

interface Etcd {
  /** Names of all members. */
  readonly members: readonly string[];
  /** Names of nodes that run. */
  readonly running: readonly string[];
  readonly leaving: readonly string[];
  readonly removal: (member: string) => Script;
}

/** Yields the departures of members one by one, or a problem where the others would lose the majority. */
export function* departures({ members, running, leaving, removal }: Etcd): Iterable<Change | Problem> {
  // A member that does not run goes first: then etcd needs fewer of the others.
  const going = members
    .filter((name) => leaving.includes(name))
    .toSorted((a, b) => Number(running.includes(a)) - Number(running.includes(b)));
  const lost = majorityLost(members, running, going);
  if (lost) {
    const down = members.filter((name) => !running.includes(name)).join(', ');
    return yield {
      kind: 'problem',
      summary: `Without ${lost} etcd would lose its majority: ${down} does not run.`,
      hint: `Bring ${down} back or take it out first, then run the same command again.`,
    };
  }
  for (const name of going) yield { kind: 'change', summary: `Take ${name} out of etcd`, script: removal(name) };
}

/**
 * Finds the first member whose departure, in this order, would leave the others without a majority. Each departure is
 * itself decided by a majority. Undefined when all may leave.
 */
export function majorityLost(
  members: readonly string[],
  running: readonly string[],
  going: readonly string[],
): string | undefined {
  let left = members;
  for (const name of going) {
    const without = left.filter((member) => member !== name);
    if (!hasMajority(left, running) || !hasMajority(without, running)) return name;
    left = without;
  }
  return undefined;
}

function hasMajority(members: readonly string[], running: readonly string[]): boolean {
  return members.filter((name) => running.includes(name)).length > members.length / 2;
}
