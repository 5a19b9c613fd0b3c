import { ask } from '../engine/apply.ts';
import type { Phase, Planned, Problem, Scope } from '../engine/model.ts';
import { factsOf, plan } from '../engine/plan.ts';
import type { Secrets } from '../engine/run-secrets.ts';
import { type Session, withScope } from '../engine/session.ts';
import { asUserError } from '../errors.ts';
import { memberState } from '../facts/cluster/member-state.ts';
import { clusterCa } from '../facts/cluster-ca.ts';
import { bootId, machineId } from '../facts/machine.ts';
import { firstControlPlane } from '../inventory/address.ts';
import { membersOf, proxiesOf } from '../inventory/node-roles.ts';
import type { Node } from '../inventory/schema.ts';
import type { Connection } from '../transport/connection.ts';
import type { Run } from './run.ts';
import { standingIn } from './standing.ts';
import { type Asked, type AskedNode, emptyPart, type Survey, type Surveyed, type Unreached } from './surveyed.ts';

/** Phases, or the promise of them: they are loaded during the SSH handshakes. */
export type Loading<P extends Phase = Phase> = readonly P[] | Promise<readonly P[]>;

/** Connects to all nodes, asks every fact, and plans: one exec a node, nothing is changed. */
export async function survey(run: Run, phases: Loading, secrets: Secrets): Promise<Survey> {
  const asked = await askAll(run, phases, secrets);
  const { leader } = standingIn(run.inventory, asked);
  return planAll(asked, await phases, { leader });
}

/** Connects to all nodes and asks every fact: one exec a node, nothing is changed. */
export async function askAll(run: Run, phases: Loading, secrets: Secrets): Promise<Asked> {
  const connections = new Map<string, Connection>();
  const outcomes = await Promise.all(
    run.nodes.map((node) => askNode(run, node, phases, secrets, connections).catch(failed(run, node))),
  );
  return {
    reached: outcomes.filter((outcome) => 'session' in outcome),
    unreached: outcomes.filter((outcome) => 'error' in outcome),
  };
}

/** Connects to one node and asks it. A node that cannot be asked is left, and its connection is closed. */
export async function askNode(
  run: Run,
  node: Node,
  loading: Loading,
  secrets: Secrets,
  connections: Map<string, Connection>,
): Promise<AskedNode> {
  const scope = scopeOf(run, node, secrets);
  run.emit({ kind: 'connecting', node: node.name, address: node.sshAddress });
  // The questions are put together during the SSH handshake.
  const asking = Promise.resolve(loading).then((phases) => [
    ...[machineId, bootId, memberState(scope.cluster), clusterCa(scope.cluster)],
    ...factsOf(phases, scope),
  ]);
  // Its failure is handled where `asking` is awaited below. Until then it must not count as an unhandled rejection.
  asking.catch(() => {});
  const connection = await run.connect(node);
  try {
    connections.set(node.name, connection);
    const facts = await asking;
    const peer = (name: string) => connections.get(name);
    const { emit, holder, clock } = run;
    const session: Session = { connection, scope, facts, emit, holder, clock, peer };
    run.emit({ kind: 'asking', node: node.name });
    const answers = await ask(session);
    run.emit({ kind: 'asked', node: node.name });
    return { node, session, answers };
  } catch (error) {
    // An open connection would keep the process alive.
    connection.close();
    throw error;
  }
}

/** Returns what the steps may know before any node has answered. */
function scopeOf({ inventory, ...run }: Run, node: Node, secrets: Secrets): Scope {
  const { cluster, cloudy, nodes, people, policies } = inventory;
  const leader = run.leader ?? firstControlPlane(nodes);
  const { leaving, restoring } = run;
  return {
    ...{ node, nodes: membersOf(nodes), proxies: proxiesOf(nodes), leader },
    ...{ cluster, cloudy, people, policies, secrets },
    ...(leaving ? { leaving } : {}),
    ...(restoring ? { restoring } : {}),
  };
}

/** What is known of the cluster once its nodes have answered. */
type Known = Pick<Scope, 'leader' | 'leaderKey' | 'lost'>;

/** Plans every node that has answered, with what is known once all nodes have answered. */
export function planAll({ reached, unreached }: Asked, phases: readonly Phase[], known: Known): Survey {
  const planned = reached.map((one): Surveyed => {
    const session = knowing(one.session, known);
    return { ...one, session, plan: plan(phases, session.scope, one.answers) };
  });
  return { reached: planned.map((one) => withTwins(one, planned)), unreached };
}

// Keeps the same scope object where nothing changes: plans are cached by scope.
function knowing(session: Session, known: Known): Session {
  const isKnown = session.scope.leader === known.leader && known.leaderKey === undefined;
  return isKnown ? session : withScope(session, known);
}

/** Closes every connection of a survey. */
export function closeAll({ reached }: Asked): void {
  for (const { session } of reached) session.connection.close();
}

/** Joins two surveys. */
export function both<A extends Asked>(one: A, other: A): A {
  return {
    ...one,
    reached: [...one.reached, ...other.reached],
    unreached: [...one.unreached, ...other.unreached],
  };
}

/**
 * Gives a node an obstacle where another node has the same machine id, as after copying a card: Kubernetes and DHCP
 * would take both for one machine.
 */
export function withTwins(one: Surveyed, all: readonly AskedNode[]): Surveyed {
  const id = one.answers.find(machineId);
  const twin = all.find((other) => other.node !== one.node && other.answers.find(machineId) === id);
  if (id === undefined || !twin) return one;
  return withObstacle(one, {
    kind: 'problem',
    id: 'id.machine_id_dup',
    summary: `${twin.node.name} has the same machine id: one card was copied from the other, or both names are one machine.`,
    hint: `On ${one.node.name}: sudo rm /etc/machine-id /var/lib/dbus/machine-id; sudo systemd-machine-id-setup; sudo reboot`,
  });
}

/** Replaces the node's plan by a problem. */
export function withObstacle(one: Surveyed, obstacle: Planned<Problem>): Surveyed {
  const plan = [{ ...emptyPart('preflight'), problems: [obstacle] }];
  return { ...one, plan, obstacle };
}

function failed(run: Run, node: Node) {
  return (thrown: unknown): Unreached => {
    const error = asUserError(thrown, node.name);
    run.emit({ kind: 'failed', node: node.name, message: error.message, hints: error.hints });
    return { node, error };
  };
}
