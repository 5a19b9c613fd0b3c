import { distributionOf } from '../distributions/table.ts';
import type { Leaver, Phase, Secrets } from '../engine/model.ts';
import { asUserError, UserError } from '../errors.ts';
import { clusterState } from '../facts/cluster/cluster-state.ts';
import { unitFact } from '../facts/unit.ts';
import type { Inventory } from '../inventory/schema.ts';
import hosts from '../steps/identity/hosts.ts';
import { loadPhases, removalNames } from '../steps/phases.ts';
import labels from '../steps/settle/labels.ts';
import { isOff } from './is-off.ts';
import type { Run } from './run.ts';
import { createSecrets } from './secrets.ts';
import { leave, type Survey, type Surveyed, survey, surveyNode, type Unreached } from './survey.ts';

/** Who takes part in a removal, each with its plan. */
export interface Removal {
  /** Those who leave and were reached. */
  readonly leavers: readonly Surveyed[];
  /** Those who leave and do not answer at all. */
  readonly off: readonly Unreached[];
  /** The control plane that is told of all that leave. */
  readonly host: Surveyed;
  /** Those who stay, but for the host. */
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
    const host = await findHost(stay, [...before, ...after, ...settling], secrets);
    const nodes = keep ? [] : staying.nodes.filter((node) => node !== host.node);
    const others = await survey({ ...stay, nodes }, settling, secrets);
    const unreached = [...asked.unreached.filter((one) => !off.includes(one)), ...others.unreached];
    return { leavers: asked.reached, off, host, others: others.reached, unreached, phases };
  } catch (error) {
    leave(asked);
    throw error;
  }
}

/** All of them as one survey, in the order of the work, to be shown. */
export function shownSurvey({ leavers, host, others, unreached, phases }: Removal): Survey {
  const { before, onNode, after, settling } = phases;
  const order = [...before, ...onNode, ...after, ...settling].map(({ name }) => name);
  const inOrder = (one: Surveyed): Surveyed => {
    const empty = { changes: [], problems: [], waits: [], notes: [] };
    const plan = order.map((phase) => one.plan.find((part) => part.phase === phase) ?? { phase, ...empty });
    return { ...one, plan };
  };
  return { reached: [...leavers, host, ...others].map(inOrder), unreached };
}

async function phasesFor({ drain, keep }: Pick<RemovalOptions, 'drain' | 'keep'>): Promise<RemovalPhases> {
  const [before, onNode, after, others] = await Promise.all([
    loadPhases(removalNames.before.filter((name) => drain || name !== 'leave/drain')),
    loadPhases(removalNames.onNode),
    loadPhases(removalNames.after),
    loadPhases(['addons', 'cloudy']),
  ]);
  const settling = [{ name: 'identity', steps: [hosts] }, ...others, { name: 'settle', steps: [labels] }];
  return { before, onNode, after, settling: keep ? [] : settling };
}

function runsKubernetes({ node, session, answers }: Surveyed): boolean {
  return answers.get(unitFact(distributionOf(session.scope.cluster).unit[node.role])).active;
}

/** The first control plane that stays and has the cluster; without one, the first that answers. */
async function findHost(run: Run, phases: readonly Phase[], secrets: Secrets): Promise<Surveyed> {
  const failures: UserError[] = [];
  let found: Surveyed | undefined;
  for (const node of run.nodes.filter(({ role }) => role === 'control-plane')) {
    try {
      const one = await surveyNode(run, node, phases, secrets, new Map());
      const isBetter = one.answers.get(clusterState(run.inventory.cluster)).kind === 'running';
      if (found && !isBetter) one.session.connection.close();
      else {
        found?.session.connection.close();
        found = one;
      }
      if (isBetter) return one;
    } catch (error) {
      failures.push(asUserError(error, node.name));
    }
  }
  if (found) return found;
  const [first] = failures;
  throw new UserError(`No control plane that stays can be asked. ${first?.message ?? ''}`, {
    hints: [...(first?.hints ?? []), 'If the whole cluster is lost: microcloud reset'],
  });
}
