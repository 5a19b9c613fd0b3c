import { distinct } from '../engine/finding-identity.ts';
import { findingJson } from '../engine/finding-json.ts';
import type { Phase, Scope } from '../engine/model.ts';
import { askingPhase, type PhasePlan } from '../engine/plan.ts';
import { certificatesFact } from '../facts/certificates.ts';
import { wholeCluster } from '../facts/cluster/cluster-state.ts';
import { fileFact } from '../facts/file.ts';
import { holds, links } from '../facts/links.ts';
import { architecture, releaseIn } from '../facts/machine.ts';
import { vitalsIn, vitalsNeeds } from '../facts/vitals.ts';
import { apiEndpoint, firstControlPlane } from '../inventory/address.ts';
import { isControlPlane, isProxy } from '../inventory/node-roles.ts';
import type { Inventory } from '../inventory/schema.ts';
import { loadRun } from '../steps/phases.ts';
import type { Run } from './run.ts';
import { createSecrets } from './secrets.ts';
import { obstacleOf, standingIn } from './standing.ts';
import type { NodeStatus, Status } from './status-result.ts';
import { closeAll, survey, withObstacle } from './survey.ts';
import type { Survey, Surveyed } from './surveyed.ts';

const idle = { changes: [], reboot: false, problems: [], waits: [] } as const;
const osRelease = fileFact('/etc/os-release');

/** Asks every node how it is: one exec a node, nothing is changed. */
export async function readStatus(run: Run): Promise<Status> {
  const found = await survey(run, asked(), createSecrets().secrets);
  closeAll(found);
  return statusOf(run.inventory, withObstacles(run, found));
}

/**
 * Adds the problems that stop `init` until a person solves them: nodes of other clusters, and what is in the way of all
 * nodes.
 */
function withObstacles({ inventory }: Run, found: Survey): Survey {
  const standing = standingIn(inventory, found);
  const reached = found.reached.map((one) => {
    const obstacle = obstacleOf(one.node, standing);
    return obstacle ? withObstacle(one, obstacle) : one;
  });
  return { ...found, reached };
}

/**
 * The questions of the plan, and those that no step asks: all nodes and workloads of the cluster, and how each board
 * is.
 */
async function asked(): Promise<readonly Phase[]> {
  const needs = ({ cluster }: Scope) => ({ state: wholeCluster(cluster), ...vitalsNeeds });
  return [...(await loadRun()), askingPhase('status', needs)];
}

/** Makes the status from a survey of all nodes. Pure. */
export function statusOf({ cluster, nodes }: Inventory, { reached, unreached }: Survey): Status {
  const states = reached
    .filter(({ node }) => isControlPlane(node))
    .map((one) => one.answers.find(wholeCluster(cluster)));
  // The first control plane makes the cluster; when it is off, or knows nothing, another one may know.
  const state = states.find((one) => one?.kind === 'running') ?? states[0];
  const members = state?.kind === 'running' ? state.nodes : [];
  const inCluster = (name: string) => {
    const member = members.find((one) => one.name === name);
    if (!member) return {};
    const { kubeletVersion, ready, message } = member;
    return { kubernetes: kubeletVersion, ready, ...(ready ? {} : { reason: message || 'it has not reported yet' }) };
  };
  const listed = nodes.map(({ name, role, address }): NodeStatus => {
    const base = { name, role, address, ...inCluster(name) };
    const one = reached.find((candidate) => candidate.node.name === name);
    if (one) return { ...base, ...systemOf(one), ...certificatesOf(one, cluster), ...pendingIn(one.plan) };
    const error = unreached.find((other) => other.node.name === name)?.error;
    const { id, message = 'it was not asked', hints = [] } = error ?? {};
    return { ...base, ...idle, unreachable: { ...(id ? { id } : {}), message, hints } };
  });
  const strangers = members.filter(({ name }) => nodes.every((node) => node.name !== name));
  const others = strangers.map(({ name }): NodeStatus => ({ name, ...inCluster(name), ...idle }));
  const workloads = state?.kind === 'running' ? state.workloads : [];
  const lacking = workloads.filter(({ available, wanted }) => available < wanted);
  return {
    cluster: {
      ...settingsOf({ cluster, nodes }, reached),
      state: state?.kind ?? 'unknown',
      ...(state?.kind === 'silent' ? { reason: state.reason } : {}),
    },
    nodes: [...listed, ...others],
    lacking: lacking.map(({ name, available, wanted }) => ({ name, available, wanted })),
    ok: lacking.length === 0 && [...listed, ...others].every(isSettled),
  };
}

/** Picks the settings of a cluster that people want to see, with the nodes that have its shared address. */
function settingsOf({ cluster, nodes }: Pick<Inventory, 'cluster' | 'nodes'>, reached: readonly Surveyed[]) {
  return {
    name: cluster.name,
    distribution: cluster.distribution,
    version: `${cluster.version}`,
    endpoint: apiEndpoint(cluster, firstControlPlane(nodes)),
    ...(cluster.sharedAddress ? { sharedAddress: holdersOf(cluster.sharedAddress, reached) } : {}),
    podNetwork: cluster.podNetwork,
  };
}

function holdersOf(address: string, reached: readonly Surveyed[]): NonNullable<Status['cluster']['sharedAddress']> {
  const having = reached.filter((one) => one.answers.find(links)?.all.some((link) => holds(link, address)));
  return { address, nodes: having.map(({ node }) => node.name) };
}

function isSettled({ role, unreachable, ready, changes, problems, waits }: NodeStatus): boolean {
  return (
    role !== undefined &&
    !unreachable &&
    (ready === true || isProxy({ role })) &&
    [...changes, ...problems, ...waits].length === 0
  );
}

function pendingIn(plan: readonly PhasePlan[]): Pick<NodeStatus, 'changes' | 'reboot' | 'problems' | 'waits'> {
  const changes = plan.flatMap((phase) => phase.changes);
  const waits = plan.flatMap((phase) => phase.waits);
  return {
    changes: changes.map(findingJson),
    reboot: changes.some(({ effect }) => effect?.kind === 'reboot'),
    problems: plan.flatMap(({ problems }) =>
      problems.map((problem) => ({ ...findingJson(problem), hint: problem.hint })),
    ),
    waits: distinct(waits).map(findingJson),
  };
}

function systemOf(one: Surveyed): Pick<NodeStatus, 'system' | 'architecture' | 'vitals'> {
  const file = one.answers.find(osRelease);
  const { ID, VERSION_ID } = file ? releaseIn(file) : {};
  const arch = one.answers.find(architecture);
  const vitals = vitalsIn(one.answers);
  return {
    system: [ID, VERSION_ID].filter(Boolean).join(' ') || 'unknown',
    ...(arch === undefined ? {} : { architecture: arch }),
    ...(Object.keys(vitals).length > 0 ? { vitals } : {}),
  };
}

function certificatesOf(one: Surveyed, cluster: Inventory['cluster']): Pick<NodeStatus, 'certificatesEnd'> {
  const { first } = one.answers.find(certificatesFact(cluster)) ?? {};
  return first ? { certificatesEnd: new Date(first.ends).toISOString() } : {};
}
