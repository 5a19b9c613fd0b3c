import { withObstacle } from './survey.ts';
import type { Surveyed } from './surveyed.ts';

/**
 * Gives a node an obstacle where another node has a problem that stops all (`stopsAll`): changes here would make that
 * problem worse.
 */
export function withStop(one: Surveyed, all: readonly Surveyed[]): Surveyed {
  if (one.obstacle || stoppedBy(one)) return one;
  for (const other of all) {
    const problem = stoppedBy(other);
    if (!problem) continue;
    const { name } = other.node;
    return withObstacle(one, {
      ...problem,
      summary: `it waits for ${name}: ${problem.summary}`,
      hint: problem.hint.replaceAll('{node}', name),
    });
  }
  return one;
}

function stoppedBy({ plan }: Surveyed) {
  return plan.flatMap(({ problems }) => problems).find(({ stopsAll }) => stopsAll);
}
