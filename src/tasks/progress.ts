import type { RunPhase } from '../steps/phases.ts';
import type { Surveyed } from './surveyed.ts';

/** Knows which rows the nodes of one run have passed, for the nodes that wait for others. */
export interface Progress {
  /** Notes that the node is through this row. */
  through(node: string, row: string): void;
  /** Notes that the node will not get further. */
  failed(node: string, error: unknown): void;
  /** Waits until the node is through the row; rejects with the node's error when the node fails before. */
  awaits(node: string, row: string): Promise<void>;
  /** Which of the nodes are not through the row, and have not failed either. */
  pending(nodes: readonly string[], row: string): readonly string[];
  /** Waits for each of the nodes, and returns the names of those that are through the row; the others have failed. */
  awaitsAll(nodes: readonly string[], row: string): Promise<readonly string[]>;
}

export function createProgress(): Progress {
  const passed = new Map<string, PromiseWithResolvers<void>>();
  const over = new Set<string>();
  const failures = new Map<string, unknown>();
  const keyOf = (node: string, row: string) => `${node} ${row}`;
  const milestone = (node: string, row: string) => {
    const known = passed.get(keyOf(node, row));
    if (known) return known;
    const made = Promise.withResolvers<void>();
    // The node reports its failure itself: without a waiting node it must not count as an unhandled rejection.
    made.promise.catch(() => {});
    if (failures.has(node)) made.reject(failures.get(node));
    passed.set(keyOf(node, row), made);
    return made;
  };
  return {
    through(node, row) {
      over.add(keyOf(node, row));
      milestone(node, row).resolve();
    },
    failed(node, error) {
      failures.set(node, error);
      for (const [key, { reject }] of passed) if (key.startsWith(`${node} `)) reject(error);
    },
    pending: (nodes, row) => nodes.filter((node) => !over.has(keyOf(node, row)) && !failures.has(node)),
    awaits: (node, row) => milestone(node, row).promise,
    async awaitsAll(nodes, row) {
      const ends = nodes.map((node) =>
        milestone(node, row).promise.then(
          () => [node],
          () => [],
        ),
      );
      return (await Promise.all(ends)).flat();
    },
  };
}

/** Lists the names of nodes that had changes in a row when the run was planned. */
export function planningIn(row: RunPhase['name'], all: readonly Surveyed[]): readonly string[] {
  const hasChanges = ({ plan }: Surveyed) => plan.some(({ phase, changes }) => phase === row && changes.length > 0);
  return all.filter(hasChanges).map(({ node }) => node.name);
}
