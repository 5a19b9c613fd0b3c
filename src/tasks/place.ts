import { ask } from '../engine/apply.ts';
import type { Phase } from '../engine/model.ts';
import { factsOf, type PhasePlan, plan } from '../engine/plan.ts';
import { withScope } from '../engine/session.ts';
import { asUserError } from '../errors.ts';
import { clusterState } from '../facts/cluster/cluster-state.ts';
import { machineId } from '../facts/machine.ts';
import { loadPhases } from '../steps/phases.ts';
import { outside } from './outside.ts';
import type { Party } from './party.ts';
import { obstacleOf, type Standing } from './standing.ts';
import { withStop } from './stopped-run.ts';
import { both, withObstacle, withTwins } from './survey.ts';
import { emptyPart, type Survey, type Surveyed } from './surveyed.ts';

/** The nodes of a run, each with the plan that fits its place in the cluster. */
export interface Placed {
  readonly subjects: Survey;
  readonly neighbours: Survey;
  /**
   * Joining nodes whose name another machine of the cluster has, or may have: they were flashed anew, most likely.
   */
  readonly namesakes: readonly string[];
}

/** How nodes are placed. */
interface Placing {
  readonly phases: readonly Phase[];
  /** Whether nodes may leave another cluster, or one that is lost. */
  readonly replace: boolean;
}

/** Plans each node for its place: it joins the leader's cluster, leaves another one first, or needs a person. */
export async function place({ nodes, ...party }: Party, { phases, replace }: Placing): Promise<Placed> {
  const { subjects, neighbours, witnesses, standing } = party;
  const { reached } = subjects;
  const everyone = [...reached, ...neighbours.reached, ...witnesses.reached];
  const placed = await Promise.all(
    reached.map((one) => placeOne(one, phases, standing, replace).catch(cannotBePlaced(one))),
  );
  const namesakes = namesakesIn(placed, both(subjects, neighbours).reached, standing);
  const absent = nodes.map(({ name }) => name).filter((name) => reached.every(({ node }) => node.name !== name));
  return {
    subjects: {
      ...subjects,
      reached: placed.map((one) =>
        withAbsent(withStop(withTwins(inPlaceOf(one, namesakes), everyone), placed), absent),
      ),
    },
    neighbours: { ...neighbours, reached: neighbours.reached.map((one) => withAbsent(one, absent)) },
    namesakes: [...namesakes, ...unheardIn(placed, both(subjects, neighbours).reached, standing)],
  };
}

async function placeOne(
  one: Surveyed,
  phases: readonly Phase[],
  standing: Standing,
  replace: boolean,
): Promise<Surveyed> {
  const { strangers } = standing;
  const { node, session } = one;
  const obstacle = obstacleOf(node, replace ? { ...standing, strangers: [] } : standing);
  if (obstacle) return withObstacle(one, obstacle);
  if (!replace || strangers.length === 0) return one;
  const isStranger = strangers.some(({ name }) => name === node.name);
  const leaves = await loadPhases(['leave/stop', 'leave/clear', 'leave/erase']);
  // The phases of leaving come first in the run, so they stand at the top of the plan.
  const nothing = leaves.map(({ name }) => emptyPart(name));
  if (!isStranger) return { ...one, plan: [...nothing, ...one.plan] };
  const { scope } = session;
  const answers = await ask(session, factsOf(leaves, scope));
  // After leaving, the node has the plan of a node in no cluster.
  const joining = plan(phases, scope, one.answers.updatedBy(outside(scope)));
  return { ...one, leaves, plan: [...plan(leaves, scope, answers), ...joining] };
}

/** Turns a failed second question into an obstacle of that node, so that the other nodes go on. */
function cannotBePlaced(one: Surveyed) {
  return (thrown: unknown): Surveyed => {
    const { message, hints } = asUserError(thrown, one.node.name);
    return withObstacle(one, { kind: 'problem', id: 'node.unplanned', summary: message, hint: hints.join('; ') });
  };
}

/** Tells a node which nodes the run did not reach or is not about: it does not wait for those. */
function withAbsent(one: Surveyed, absent: readonly string[]): Surveyed {
  return absent.length === 0 ? one : { ...one, session: withScope(one.session, { absent }) };
}

function stateIn(everyone: readonly Surveyed[], { leader }: Standing) {
  const leading = everyone.find(({ node }) => node.name === leader.name);
  return leading?.answers.find(clusterState(leading.session.scope));
}

/** Lists the nodes that join where the API is silent: only later it tells which names other machines have. */
function unheardIn(found: readonly Surveyed[], everyone: readonly Surveyed[], standing: Standing): readonly string[] {
  if (stateIn(everyone, standing)?.kind !== 'silent') return [];
  return found.filter((one) => joins(one.plan)).map(({ node }) => node.name);
}

function namesakesIn(found: readonly Surveyed[], everyone: readonly Surveyed[], standing: Standing) {
  const state = stateIn(everyone, standing);
  if (state?.kind !== 'running') return [];
  const isNamesake = ({ node, answers }: Surveyed) =>
    state.nodes.some(({ name, machineId: id }) => name === node.name && id !== answers.find(machineId));
  return found.filter((one) => joins(one.plan) && isNamesake(one)).map(({ node }) => node.name);
}

/** Says in the plan whose place a node takes. */
function inPlaceOf(one: Surveyed, names: readonly string[]): Surveyed {
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
