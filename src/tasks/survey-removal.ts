import { distributionOf } from '../distributions/table.ts';
import type { Leaver, Phase } from '../engine/model.ts';
import type { Secrets } from '../engine/run-secrets.ts';
import { UserError } from '../errors.ts';
import { unitFact } from '../facts/unit.ts';
import type { Inventory } from '../inventory/schema.ts';
import { following, loadPhases, loadRun, removalNames } from '../steps/phases.ts';
import { isOff } from './is-off.ts';
import { findLeader } from './leader.ts';
import type { Run } from './run.ts';
import { createSecrets } from './secrets.ts';
import { closeAll, planAll, survey } from './survey.ts';
import type { Survey, Surveyed, Unreached } from './surveyed.ts';

/** Who takes part in a removal, each with its plan. */
export interface Removal {
  /** Those who leave and were reached. */
  readonly leavers: readonly Surveyed[];
  /** Those who leave and do not answer at all. */
  readonly off: readonly Unreached[];
  /** The control plane that stays, has the cluster, and is told of all that leave. */
  readonly leader: Surveyed;
  /** Those who stay, but for the leader. */
  readonly others: readonly Surveyed[];
  /** Those who answer but could not be asked, and those who stay and do not answer. */
  readonly unreached: readonly Unreached[];
  readonly phases: RemovalPhases;
}

export interface RemovalPhases {
  readonly before: readonly Phase[];
  readonly onNode: readonly Phase[];
  readonly after: readonly Phase[];
  /** What those who stay do about it: forget the names and addresses, and let pods run where no workers are left. */
  readonly settling: readonly Phase[];
}

export interface RemovalOptions {
  /** The inventory without those who leave. */
  readonly staying: Inventory;
  /** Wait until their pods have moved. */
  readonly drain: boolean;
  /** They come back: nobody needs to forget their names. */
  readonly keep: boolean;
}

/** Asks everybody: one exec a node, nothing is changed. */
export async function surveyRemoval(run: Run, { staying, drain, keep }: RemovalOptions): Promise<Removal> {
  const { secrets } = createSecrets();
  const phases = await phasesFor({ drain, keep });
  const asked = await survey(run, phases.onNode, secrets);
  const off = asked.unreached.filter(({ error }) => isOff(error));
  const leaving: readonly Leaver[] = [
    ...asked.reached.map((one) => ({ node: one.node, runs: runsKubernetes(one) })),
    ...off.map(({ node }) => ({ node, runs: false })),
  ];
  const stay: Run = { ...run, inventory: staying, nodes: staying.nodes, leaving };
  try {
    const { before, after, settling } = phases;
    const leader = await leaderOf(stay, [...before, ...after, ...settling], secrets);
    const nodes = keep ? [] : staying.nodes.filter((node) => node !== leader.node);
    const others = await survey({ ...stay, nodes, leader: leader.node }, settling, secrets);
    const unreached = [...asked.unreached.filter((one) => !off.includes(one)), ...others.unreached];
    return { leavers: asked.reached, off, leader, others: others.reached, unreached, phases };
  } catch (error) {
    closeAll(asked);
    throw error;
  }
}

/** All of them as one survey, in the order of the work, to be shown. */
export function shownSurvey({ leavers, leader, others, unreached, phases }: Removal): Survey {
  const { before, onNode, after, settling } = phases;
  const order = [...before, ...onNode, ...after, ...settling].map(({ name }) => name);
  const inOrder = (one: Surveyed): Surveyed => {
    const empty = { changes: [], problems: [], waits: [], notes: [] };
    const plan = order.map((phase) => one.plan.find((part) => part.phase === phase) ?? { phase, ...empty });
    return { ...one, plan };
  };
  return { reached: [...leavers, leader, ...others].map(inOrder), unreached };
}

async function phasesFor({ drain, keep }: Pick<RemovalOptions, 'drain' | 'keep'>): Promise<RemovalPhases> {
  const [before, onNode, after, run] = await Promise.all([
    loadPhases(removalNames.before.filter((name) => drain || name !== 'leave/drain')),
    loadPhases(removalNames.onNode),
    loadPhases(removalNames.after),
    loadRun(),
  ]);
  const settling = following(run, ['nodes']);
  return { before, onNode, after, settling: keep ? [] : settling };
}

function runsKubernetes({ node, session, answers }: Surveyed): boolean {
  return answers.get(unitFact(distributionOf(session.scope.cluster).unit[node.role])).active;
}

/** The control plane that leads those who stay. */
async function leaderOf(run: Run, phases: readonly Phase[], secrets: Secrets): Promise<Surveyed> {
  const asked = await findLeader(run, phases, secrets);
  const [found] = asked.reached;
  const [leader] = found ? planAll(run, asked, phases, found.node).reached : [];
  if (leader) return leader;
  const [first] = asked.unreached;
  throw new UserError(`No control plane that stays can be asked. ${first?.error.message ?? ''}`, {
    hints: [...(first?.error.hints ?? []), 'If the whole cluster is lost: microcloud reset'],
  });
}
