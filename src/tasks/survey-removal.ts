import { distributionOf } from '../distributions/table.ts';
import type { Leaver, Phase, Scope } from '../engine/model.ts';
import { plan } from '../engine/plan.ts';
import type { Secrets } from '../engine/run-secrets.ts';
import { withScope } from '../engine/session.ts';
import { UserError } from '../errors.ts';
import { serfKey } from '../facts/serf-key.ts';
import { unitFact } from '../facts/unit.ts';
import { isProxy, memberRole, membersOf } from '../inventory/node-roles.ts';
import type { Inventory } from '../inventory/schema.ts';
import { following, loadPhases, loadRun, removalNames } from '../steps/phases.ts';
import { isOff } from './is-off.ts';
import { findLeader } from './leader.ts';
import { elsewhereIn, leftAsItIs } from './members-elsewhere.ts';
import type { Run } from './run.ts';
import { createSecrets, type Revealed } from './secrets.ts';
import { askAll, closeAll, planAll, survey } from './survey.ts';
import { type AskedNode, emptyPart, type Survey, type Surveyed, type Unreached } from './surveyed.ts';

/** Who takes part in a removal, each with its plan. */
export interface Removal {
  /** The nodes that leave and were reached. */
  readonly leavers: readonly Surveyed[];
  /** The nodes that leave and are off, or are in another cluster now. */
  readonly off: readonly Unreached[];
  /** A control plane that stays and has the cluster. It is told which nodes leave. */
  readonly leader: Surveyed;
  /** The nodes that stay, without the leader. */
  readonly others: readonly Surveyed[];
  /** Nodes that leave and answer, but could not be asked; and nodes that stay and could not be asked. */
  readonly unreached: readonly Unreached[];
  readonly phases: RemovalPhases;
  /** Fills in the secrets that the leader tells the others. */
  readonly fill: (revealed: Revealed) => void;
}

export interface RemovalPhases {
  readonly before: readonly Phase[];
  readonly onNode: readonly Phase[];
  readonly after: readonly Phase[];
  /** Makes worthless what lost nodes know. */
  readonly revoking: readonly Phase[];
  /** What nodes that stay do: forget those that left, and let pods run on control planes if no worker is left. */
  readonly settling: readonly Phase[];
}

export interface RemovalOptions {
  /** The inventory without the nodes that leave. */
  readonly staying: Inventory;
  /** Whether to drain the nodes first: their pods move to other nodes. */
  readonly drain: boolean;
  /** Whether the nodes come back: then nobody needs to forget their names. */
  readonly keep: boolean;
  /** Whether somebody else may have the nodes: what they know must become worthless. A proxy knows no secrets. */
  readonly lost?: boolean;
}

/** Asks all nodes, those that leave and those that stay: one exec a node, nothing is changed. Throws a UserError. */
export async function surveyRemoval(run: Run, options: RemovalOptions): Promise<Removal> {
  const { staying, keep } = options;
  const { secrets, fill } = createSecrets();
  // A cluster need not let a proxy go. Without a proxy the API is gone, until control planes have its address.
  const lost = options.lost === true && membersOf(run.nodes).length > 0;
  const phases = await phasesFor(membersOf(run.nodes).length > 0, { ...options, lost });
  const asked = await survey(run, phases.onNode, secrets);
  const silent = asked.unreached.filter(({ error }) => isOff(error));
  const stay: Run = { ...run, inventory: staying, nodes: staying.nodes, leaving: leavingOf(asked.reached, silent) };
  try {
    const { before, after, revoking, settling } = phases;
    const told = [...before, ...after, ...revoking, ...settling];
    const found = await leaderOf(stay, told, secrets, lost);
    const foreign = elsewhereIn(asked.reached, found);
    closeAll({ reached: foreign, unreached: [] });
    const leavers = asked.reached.filter((one) => !foreign.includes(one));
    const off = [...silent, ...foreign.map(leftAsItIs)];
    const leader = foreign.length === 0 ? found : replanned(found, leavingOf(leavers, off), told);
    const nodes = keep ? [] : staying.nodes.filter((node) => node !== leader.node);
    const answered = await askAll({ ...stay, nodes, leader: leader.node }, settling, secrets);
    // A new key of Serf replaces the one that a lost node knows.
    const newKey = leader.session.scope.lost?.serfKey === undefined ? {} : { leaderKey: { sum: undefined } };
    const others = planAll(answered, settling, { leader: leader.node, ...newKey });
    const unreached = [...asked.unreached.filter((one) => !silent.includes(one)), ...others.unreached];
    return { leavers, off, leader, others: others.reached, unreached, phases, fill };
  } catch (error) {
    closeAll(asked);
    throw error;
  }
}

/** Lists the nodes that leave, and whether this cluster's Kubernetes still runs on them. */
function leavingOf(reached: readonly Surveyed[], off: readonly Unreached[]): readonly Leaver[] {
  return [
    ...reached.flatMap((one) => (isProxy(one.node) ? [] : { node: one.node, runs: runsKubernetes(one) })),
    ...membersOf(off.map(({ node }) => node)).map((node) => ({ node, runs: false })),
  ];
}

function replanned(one: Surveyed, leaving: readonly Leaver[], phases: readonly Phase[]): Surveyed {
  const session = withScope(one.session, { leaving });
  return { ...one, session, plan: plan(phases, session.scope, one.answers) };
}

/** Makes one survey of all nodes of a removal, with the phases in the order of the work, for showing it. */
export function shownSurvey({ leavers, leader, others, unreached, phases }: Removal): Survey {
  const { before, onNode, after, revoking, settling } = phases;
  const order = [...before, ...onNode, ...after, ...revoking, ...settling].map(({ name }) => name);
  const inOrder = (one: Surveyed): Surveyed => {
    const all = order.map((phase) => one.plan.find((part) => part.phase === phase) ?? emptyPart(phase));
    return { ...one, plan: all };
  };
  return { reached: [...leavers, leader, ...others].map(inOrder), unreached };
}

async function phasesFor(areMembers: boolean, { drain, keep, lost }: RemovalOptions): Promise<RemovalPhases> {
  const [before, onNode, after, revoking, run] = await Promise.all([
    loadPhases(areMembers ? removalNames.before.filter((name) => drain || name !== 'leave/drain') : []),
    loadPhases(removalNames.onNode),
    loadPhases(areMembers ? removalNames.after : []),
    loadPhases(lost ? removalNames.lost : []),
    loadRun(),
  ]);
  // What a lost node knows is changed on all others.
  const settling = run.flatMap((row) => (lost && row.name === 'encryption' ? [row] : following([row], ['nodes'])));
  return { before, onNode, after, revoking, settling: keep ? [] : settling };
}

function runsKubernetes({ node, session, answers }: Surveyed): boolean {
  return answers.get(unitFact(distributionOf(session.scope.cluster).unit[memberRole(node)])).active;
}

/** Finds the leader of the nodes that stay. Throws a UserError. With `lost` its key of Serf is not secret any more. */
async function leaderOf(run: Run, phases: readonly Phase[], secrets: Secrets, lost: boolean): Promise<Surveyed> {
  const asked = await findLeader(run, phases, secrets);
  const [found] = asked.reached;
  const [leader] = found
    ? planAll(asked, phases, { leader: found.node, ...(lost ? outdated(found) : {}) }).reached
    : [];
  if (leader) return leader;
  const [first] = asked.unreached;
  throw new UserError(`No control plane that stays can be asked. ${first?.error.message ?? ''}`, {
    hints: [...(first?.error.hints ?? []), 'If the whole cluster is lost: microcloud reset'],
  });
}

function outdated({ answers }: AskedNode): Pick<Scope, 'leaderKey' | 'lost'> {
  const sum = answers.find(serfKey)?.sum;
  return sum === undefined ? {} : { leaderKey: { sum }, lost: { serfKey: sum } };
}
