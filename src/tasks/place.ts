import { Answers } from '../engine/answers.ts';
import { ask } from '../engine/apply.ts';
import type { Phase } from '../engine/model.ts';
import { factsOf, type PhasePlan, plan } from '../engine/plan.ts';
import { withScope } from '../engine/session.ts';
import { clusterState } from '../facts/cluster/cluster-state.ts';
import { memberState } from '../facts/cluster/member-state.ts';
import { machineId } from '../facts/machine.ts';
import { firstControlPlane } from '../inventory/address.ts';
import type { Node } from '../inventory/schema.ts';
import { loadPhases } from '../steps/phases.ts';
import { type Membership, strangeness } from './membership.ts';
import { type Surveyed, withProblem } from './survey.ts';

export interface Placing {
  readonly phases: readonly Phase[];
  readonly membership: Membership;
  /** Whether nodes may leave another cluster, or one that is lost. */
  readonly replace: boolean;
}

/** A node with the plan that fits its place in the cluster: it joins who has it, leaves another one, or needs a person. */
export async function place(one: Surveyed, { phases, membership, replace }: Placing): Promise<Surveyed> {
  const { nodes, strangers, obstacle, hasCluster } = membership;
  const placed = withNodes(one, nodes);
  const { scope } = placed.session;
  const first = firstControlPlane(one.session.scope.nodes);
  if (obstacle && one.node === first) return withProblem(placed, obstacle);
  const isStranger = strangers.includes(one.node);
  const isStopped = strangers.length > 0 && !replace && (hasCluster ? isStranger : one.node === first);
  if (isStopped) return withProblem(placed, strangeness(strangers, first, hasCluster));
  const own = placed === one ? one.plan : plan(phases, scope, one.answers);
  if (strangers.length === 0 || !replace) return { ...placed, plan: own };
  const leaves = await loadPhases(['leave/stop', 'leave/clear', 'leave/erase']);
  // Shown at the top, where it is done.
  const nothing = leaves.map(({ name: phase }) => ({ phase, changes: [], problems: [], waits: [], notes: [] }));
  if (!isStranger) return { ...placed, plan: [...nothing, ...own] };
  const answers = await ask(placed.session, factsOf(leaves, scope));
  // As it will be then: the plan of a node that is in no cluster.
  const outside = new Answers(new Map([[memberState(scope.cluster).id, { kind: 'value', value: 'none' }]]), '');
  const joining = plan(phases, scope, one.answers.updatedBy(outside));
  return { ...placed, leaves, plan: [...plan(leaves, scope, answers), ...joining] };
}

/** A node that sees all nodes in this order. */
export function withNodes(one: Surveyed, nodes: readonly Node[]): Surveyed {
  const isSame = nodes.every((node, index) => node === one.session.scope.nodes[index]);
  return isSame ? one : { ...one, session: withScope(one.session, { nodes }) };
}

/** A node that waits for none of the absent ones. */
export function withAbsent(one: Surveyed, nodes: readonly Node[]): Surveyed {
  if (nodes.length === 0) return one;
  return { ...one, session: withScope(one.session, { absent: nodes.map(({ name }) => name) }) };
}

/** Names of nodes that will join where the cluster has another machine of this name: flashed anew, most likely. */
export function namesakesIn(found: readonly Surveyed[], everyone: readonly Surveyed[], { nodes }: Membership) {
  const host = everyone.find(({ node }) => node === nodes[0]);
  const state = host?.answers.get(clusterState(host.session.scope.cluster));
  if (state?.kind !== 'running') return [];
  const isNamesake = ({ node, answers }: Surveyed) =>
    state.nodes.some(({ name, machineId: id }) => name === node.name && id !== answers.get(machineId));
  return found.filter((one) => joins(one.plan) && isNamesake(one)).map(({ node }) => node.name);
}

/** Says in the plan whose place a node takes. */
export function inPlaceOf(one: Surveyed, names: readonly string[]): Surveyed {
  if (!names.includes(one.node.name)) return one;
  const said = (part: PhasePlan): PhasePlan => ({
    ...part,
    changes: part.changes.map((change) => ({
      ...change,
      summary: `${change.summary}, in the place of the machine that had its name`,
    })),
  });
  return { ...one, plan: one.plan.map((part) => (part.phase === 'join' ? said(part) : part)) };
}

function joins(parts: readonly PhasePlan[]): boolean {
  return parts.some(({ phase, changes }) => phase === 'join' && changes.length > 0);
}
