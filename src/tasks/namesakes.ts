import { ask } from '../engine/apply.ts';
import { patience } from '../engine/patience.ts';
import type { Session } from '../engine/session.ts';
import { UserError } from '../errors.ts';
import { clusterState } from '../facts/cluster/cluster-state.ts';

/** Longer than the 40 to 50 s that a cluster needs to notice that a node is gone. */
const limitSeconds = 75;

/**
 * Waits until the cluster sees no machine of these names as Ready. Returns the names that still are Ready after the
 * limit.
 */
export async function livingNamesakes(session: Session, names: readonly string[]): Promise<readonly string[]> {
  if (names.length === 0) return [];
  const fact = clusterState(session.scope);
  const pause = patience(session);
  for (;;) {
    const state = (await ask(session, [fact])).get(fact);
    const ready = state.kind === 'running' ? state.nodes.filter((node) => node.ready).map(({ name }) => name) : [];
    const living = names.filter((name) => ready.includes(name));
    if (living.length === 0) return [];
    const summary = `another machine of the name ${living.join(', ')} is Ready: it may be gone already`;
    const wait = { kind: 'wait', summary, limitSeconds, hint: 'microcloud join --help' } as const;
    const isOver = await pause(wait).then(
      () => false,
      () => true,
    );
    if (isOver) return living;
  }
}

/** Makes the error of a node whose name belongs to another machine that runs. */
export function nameTaken(node: string): UserError {
  return new UserError(`${node} cannot join: the cluster has another machine of this name, and it runs.`, {
    hints: [
      `microcloud join ${node} --replace, which takes its place`,
      'If both machines are to stay, give one of them another name in the inventory',
    ],
  });
}
