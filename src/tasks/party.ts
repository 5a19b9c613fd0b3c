import type { Phase } from '../engine/model.ts';
import type { Secrets } from '../engine/run-secrets.ts';
import type { Node } from '../inventory/schema.ts';
import { following, type RunPhase } from '../steps/phases.ts';
import { findLeader } from './leader.ts';
import { planningIn } from './progress.ts';
import { restoreStanding } from './restore-standing.ts';
import type { Run } from './run.ts';
import { leaderKeyIn } from './serf-key-access.ts';
import { type Standing, standingIn } from './standing.ts';
import { askAll, both, closeAll, planAll } from './survey.ts';
import type { Asked, Survey } from './surveyed.ts';

/** The nodes that take part in one run. */
export interface Party {
  /** All nodes of the inventory. */
  readonly nodes: readonly Node[];
  /** The nodes that the run is about. */
  readonly subjects: Survey;
  /**
   * Other nodes, which only do what newcomers need: learn their names, and, if the leader is one of them, label them.
   */
  readonly neighbours: Survey;
  /** Nodes that were only asked whether there is a cluster already. Their connections are closed. */
  readonly witnesses: Asked;
  readonly standing: Standing;
}

/** Asks the nodes of a run, and those that they need: one exec a node, nothing is changed. */
export async function gather(
  run: Run,
  loading: Promise<readonly RunPhase[]>,
  secrets: Secrets,
  near: readonly Node[],
): Promise<Party> {
  const introductions = loading.then((phases) => following(phases, ['nodes', 'newcomers']));
  const [subjects, neighbours, phases, few] = await Promise.all([
    askAll(run, loading, secrets),
    askAll({ ...run, nodes: near }, introductions, secrets),
    loading,
    introductions,
  ]);
  const nobody: Asked = { reached: [], unreached: [] };
  const standing = standingOf(run, both(subjects, neighbours));
  const first = planned(run, { subjects, neighbours, witnesses: nobody, standing }, phases, few);
  const needed = await othersNeeded(run, first, few, secrets);
  if (!needed) return first;
  const known = standingOf(run, both(both(subjects, neighbours), needed));
  // Of the further nodes only the leader has work to do.
  const isLeader = ({ node }: { readonly node: Node }) => node.name === known.leader.name;
  const witnesses = parted(needed, (one) => !isLeader(one));
  closeAll(witnesses);
  const informed = both(neighbours, parted(needed, isLeader));
  return planned(run, { subjects, neighbours: informed, witnesses, standing: known }, phases, few);
}

function standingOf({ inventory, restoring }: Run, asked: Asked): Standing {
  return restoring ? restoreStanding(inventory, restoring, asked) : standingIn(inventory, asked);
}

/** Closes every connection of the run's nodes. */
export function part({ subjects, neighbours }: Party): void {
  closeAll(subjects);
  closeAll(neighbours);
}

/** The nodes that have answered, and how they stand towards the cluster. */
interface Answered {
  readonly subjects: Asked;
  readonly neighbours: Asked;
  readonly witnesses: Asked;
  readonly standing: Standing;
}

/** Plans what each node misses while the leader of this standing leads. */
function planned(
  run: Run,
  { subjects, neighbours, witnesses, standing }: Answered,
  phases: readonly Phase[],
  few: readonly Phase[],
): Party {
  const { leader } = standing;
  const leaderKey = leaderKeyIn(run.inventory, leader, { subjects, neighbours });
  return {
    nodes: run.inventory.nodes,
    subjects: planAll(subjects, phases, leaderKey ? { leader, leaderKey } : { leader }),
    neighbours: planAll(neighbours, few, { leader }),
    witnesses,
    standing,
  };
}

/**
 * Asks further nodes where needed: the leader where nodes are to join its cluster, all others where a new cluster would
 * be made.
 */
async function othersNeeded(
  run: Run,
  { subjects, neighbours, standing }: Party,
  few: readonly Phase[],
  secrets: Secrets,
): Promise<Asked | undefined> {
  const asked = [...run.nodes, ...both(neighbours as Asked, subjects).reached.map(({ node }) => node)];
  const isAsked = (node: Node) => asked.some(({ name }) => name === node.name);
  const others = run.inventory.nodes.filter((node) => !isAsked(node));
  if (others.length === 0) return undefined;
  if (planningIn('create', subjects.reached).length > 0) return askAll({ ...run, nodes: others }, few, secrets);
  if (planningIn('join', subjects.reached).length === 0 || isAsked(standing.leader)) return undefined;
  return findLeader(run, few, secrets, others);
}

function parted({ reached, unreached }: Asked, choose: (one: { readonly node: Node }) => boolean): Asked {
  return { reached: reached.filter(choose), unreached: unreached.filter(choose) };
}
