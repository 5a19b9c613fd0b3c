import { isControlPlane } from '../inventory/node-roles.ts';
import type { Node } from '../inventory/schema.ts';
import type { RunPhase } from '../steps/phases.ts';
import { limit } from '../transport/limit.ts';

/** Does a node's work in a row: side by side with other nodes, or after them where the row says one at a time. */
export type Turns = <T>(row: RunPhase, node: Node, work: () => Promise<T>) => Promise<T>;

/**
 * Makes the turns of one run. One at a time, a mistake cuts off one node only, and control planes keep their majority.
 */
export function createTurns(rows: readonly RunPhase[]): Turns {
  const limits = new Map(rows.map(({ name }) => [name, limit(1)]));
  return (row, node, work) => {
    const isAlone = row.oneAtATime === 'all' || (row.oneAtATime === 'control planes' && isControlPlane(node));
    const alone = limits.get(row.name);
    return isAlone && alone ? alone(work) : work();
  };
}
