import type { Answers } from '../engine/answers.ts';
import { ask } from '../engine/apply.ts';
import type { Phase, Problem, Secrets } from '../engine/model.ts';
import { factsOf, type PhasePlan, plan } from '../engine/plan.ts';
import type { Session } from '../engine/session.ts';
import { asUserError, type UserError } from '../errors.ts';
import { memberState } from '../facts/cluster/member-state.ts';
import { clusterCa } from '../facts/cluster-ca.ts';
import { machineId } from '../facts/machine.ts';
import type { Node } from '../inventory/schema.ts';
import type { Connection } from '../transport/connection.ts';
import type { Run } from './run.ts';

/** A node as it is: reached, asked, and what it is missing. */
export interface Surveyed {
  readonly node: Node;
  readonly session: Session;
  readonly answers: Answers;
  /** By phase, up to the first phase with a problem. */
  readonly plan: readonly PhasePlan[];
  /** How it leaves another cluster first. */
  readonly leaves?: readonly Phase[];
}

/** A node that could not be reached or asked. */
export interface Unreached {
  readonly node: Node;
  readonly error: UserError;
}

export interface Survey {
  readonly reached: readonly Surveyed[];
  readonly unreached: readonly Unreached[];
}

/** Or the promise of them: they are loaded while the nodes shake hands. */
type Asked = readonly Phase[] | Promise<readonly Phase[]>;

/** Connects to all nodes and asks every fact: one exec a node, nothing is changed. */
export async function survey(run: Run, phases: Asked, secrets: Secrets): Promise<Survey> {
  const connections = new Map<string, Connection>();
  const outcomes = await Promise.all(
    run.nodes.map((node) => surveyNode(run, node, phases, secrets, connections).catch(failed(run, node))),
  );
  const reached = outcomes.filter((outcome) => 'session' in outcome);
  return {
    reached: reached.map((one) => withTwins(one, reached)),
    unreached: outcomes.filter((outcome) => 'error' in outcome),
  };
}

/** Connects to one node and asks it. */
export async function surveyNode(
  run: Run,
  node: Node,
  asked: Asked,
  secrets: Secrets,
  connections: Map<string, Connection>,
): Promise<Surveyed> {
  const { cluster, cloudy, nodes } = run.inventory;
  const scope = { node, nodes, cluster, cloudy, secrets, ...(run.leaving ? { leaving: run.leaving } : {}) };
  run.emit({ kind: 'connecting', node: node.name, address: node.sshAddress });
  const connection = await run.connect(node);
  connections.set(node.name, connection);
  const phases = await asked;
  const facts = [machineId, memberState(cluster), clusterCa(cluster), ...factsOf(phases, scope)];
  const peer = (name: string) => connections.get(name);
  const session: Session = { connection, scope, facts, emit: run.emit, holder: run.holder, peer };
  run.emit({ kind: 'asking', node: node.name });
  const answers = await ask(session).catch((error) => {
    // An open connection would keep the process alive.
    connection.close();
    throw error;
  });
  run.emit({ kind: 'asked', node: node.name });
  return { node, session, answers, plan: plan(phases, scope, answers) };
}

/** Closes every connection of a survey. */
export function leave({ reached }: Survey): void {
  for (const { session } of reached) session.connection.close();
}

/** Two nodes with one machine id are one card copied: Kubernetes and DHCP would take them for one machine. */
export function withTwins(one: Surveyed, all: readonly Surveyed[]): Surveyed {
  const id = one.answers.get(machineId);
  const twin = all.find((other) => other.node !== one.node && other.answers.get(machineId) === id);
  if (!twin) return one;
  return withProblem(one, {
    kind: 'problem',
    summary: `${twin.node.name} has the same machine id: one card was copied from the other, or both names are one machine.`,
    hint: `On ${one.node.name}: sudo rm /etc/machine-id /var/lib/dbus/machine-id; sudo systemd-machine-id-setup; sudo reboot`,
  });
}

/** The problem in the place of the node's plan. */
export function withProblem(one: Surveyed, problem: Problem): Surveyed {
  return { ...one, plan: [{ phase: 'preflight', changes: [], waits: [], notes: [], problems: [problem] }] };
}

function failed(run: Run, node: Node) {
  return (thrown: unknown): Unreached => {
    const error = asUserError(thrown, node.name);
    run.emit({ kind: 'failed', node: node.name, message: error.message, hints: error.hints });
    return { node, error };
  };
}
