import type { Phase } from '../engine/model.ts';
import { askingPhase } from '../engine/plan.ts';
import type { Secrets } from '../engine/run-secrets.ts';
import type { Session } from '../engine/session.ts';
import { asUserError, UserError } from '../errors.ts';
import { clusterState } from '../facts/cluster/cluster-state.ts';
import { controlPlanesOf } from '../inventory/node-roles.ts';
import type { Node } from '../inventory/schema.ts';
import type { Run } from './run.ts';
import { askNode } from './survey.ts';
import type { Asked, AskedNode, Survey, Unreached } from './surveyed.ts';

/** The leader of one run. All who need it in this run share one connection. */
export interface Leader {
  readonly node: Node;
  /** A session with the leader. Rejects with the reason when the leader cannot be asked. */
  session(): Promise<Session>;
  /** Closes the connection if `session` opened it. A connection that the survey had is not closed. */
  close(): void;
}

interface Known {
  readonly node: Node;
  /** All nodes of this run: where the leader is one of them, its connection is used. */
  readonly everyone: Survey;
  readonly secrets: Secrets;
}

/**
 * Makes the leader of a run. A leader that is not among `everyone` is connected to at most once, when somebody first
 * needs it.
 */
export function createLeader(run: Run, { node, everyone, secrets }: Known): Leader {
  const isLeader = (one: { readonly node: Node }) => one.node.name === node.name;
  const here = everyone.reached.find(isLeader)?.session;
  const gone = everyone.unreached.find(isLeader)?.error;
  let visited: Promise<Session> | undefined;
  const visit = async (): Promise<Session> => (await askLeader(run, [], secrets)).session;
  return {
    node,
    session() {
      if (here) return Promise.resolve(here);
      if (gone) return Promise.reject(gone);
      visited ??= visit();
      return visited;
    },
    close: () => void visited?.then(({ connection }) => connection.close()).catch(() => {}),
  };
}

/** Finds the leader as `findLeader` does. Rejects with the reason where no control plane can be asked. */
export async function askLeader(run: Run, phases: readonly Phase[], secrets: Secrets): Promise<AskedNode> {
  const { reached, unreached } = await findLeader(run, phases, secrets);
  if (reached[0]) return reached[0];
  throw unreached[0]?.error ?? new Error('an inventory without a control plane passed its check');
}

/** Makes the error of a command that needs a cluster, where the control plane that leads has none. */
export function noCluster(node: string): UserError {
  return new UserError(`${node} has no cluster yet.`, { hints: ['microcloud init'] });
}

/** How likely a control plane has the cluster, by what it answers. */
const ranks = { running: 2, silent: 1, none: 0 } as const;

/**
 * Asks control planes one after another, until one has the cluster and an API that answers. Returns that one, or the
 * likeliest of those that answered, and the nodes that could not be asked. All other connections are closed.
 */
export async function findLeader(
  run: Run,
  phases: readonly Phase[],
  secrets: Secrets,
  among: readonly Node[] = run.inventory.nodes,
): Promise<Asked> {
  const state = clusterState(run.inventory);
  const asking = askingPhase('leader', () => ({ state }));
  const rank = ({ answers }: AskedNode) => ranks[answers.find(state)?.kind ?? 'none'];
  const unreached: Unreached[] = [];
  let best: AskedNode | undefined;
  for (const node of controlPlanesOf(among)) {
    if (best && rank(best) === ranks.running) break;
    try {
      const one = await askNode(run, node, [...phases, asking], secrets, new Map());
      const isBetter = !best || rank(one) > rank(best);
      (isBetter ? best : one)?.session.connection.close();
      if (isBetter) best = one;
    } catch (thrown) {
      unreached.push({ node, error: asUserError(thrown, node.name) });
    }
  }
  return { reached: best ? [best] : [], unreached };
}
