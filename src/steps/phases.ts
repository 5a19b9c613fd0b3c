import { discover } from '../discover.ts';
import type { Phase, Step } from '../engine/model.ts';

/** A folder of steps beside this file, and what holds for the folder as a whole. */
export interface PhaseRow {
  readonly name: string;
  /** What its steps are about, for people who read a plan. */
  readonly about?: string;
  /** Which nodes make their changes here one after another; all other nodes make them side by side. */
  readonly oneAtATime?: 'all' | 'control planes';
  /**
   * What a node with changes here waits for. `leader`: the leader is through that row. `control planes before it`: so
   * are those that stand before the node in the inventory, and all for another role. `others`: only the leader waits,
   * until every other node is through or has failed. `proxies`: all nodes but proxies wait, until these are through.
   */
  readonly after?: { readonly row: string; readonly of: 'leader' | 'control planes before it' | 'others' | 'proxies' };
  /**
   * What is done around a node's changes. `drain`: its pods move away before another version comes, and the node must
   * be Ready again afterwards. `join access`, `serf key`: the leader gives out the tokens or the key for them.
   */
  readonly around?: 'drain' | 'join access' | 'serf key';
  /** `init --no-reboot` leaves this row out. */
  readonly reboots?: true;
  /** A node that must reboot does so before: without that kubelet would fail, and take minutes to say so. */
  readonly afterReboot?: true;
  /** From here on artifacts are sent to the node. A later row waits for them when its changes need one. */
  readonly uploads?: true;
  /**
   * `doctor --fix` may make these changes: they are safe to repeat, lose nothing, and do not move or reboot a node.
   * `same version`: not on a node that `init` would upgrade, where they belong to the new version.
   */
  readonly byDoctor?: true | 'same version';
}

/**
 * The run. Each node goes through these rows from top to bottom, and begins again at the top after a reboot. Inside a row
 * the order of the steps does not matter. `init`, `join`, `status` and `doctor` all read this table.
 */
export const phaseRows = [
  { name: 'preflight', about: 'what only a person can put right, and a first boot that is not over' },
  { name: 'identity', about: 'host name, names of the other nodes', byDoctor: true },
  { name: 'network', about: 'the address for good', oneAtATime: 'all' },
  { name: 'kernel', about: 'control groups, swap, modules, settings of the kernel, clock', byDoctor: true },
  { name: 'reboot', about: 'where something above asks for it', oneAtATime: 'control planes', reboots: true },
  { name: 'packages', about: 'packages from apt', byDoctor: true, uploads: true },
  { name: 'runtime', about: 'containerd and Docker, configured', byDoctor: 'same version' },
  { name: 'volumes', about: 'the folder that all nodes have from one of them', byDoctor: true },
  { name: 'kubernetes', about: 'programs, images, settings and units of Kubernetes', byDoctor: 'same version' },
  { name: 'copy', about: 'a copy of the cluster before it gets another version' },
  {
    name: 'upgrade',
    about: 'what runs already gets another version, or another datastore',
    oneAtATime: 'all',
    after: { row: 'upgrade', of: 'control planes before it' },
    around: 'drain',
  },
  {
    name: 'restart',
    about: 'what runs already takes its present settings',
    oneAtATime: 'all',
    after: { row: 'restart', of: 'control planes before it' },
    around: 'drain',
    byDoctor: 'same version',
  },
  {
    // The others know a node that joins before it does so.
    name: 'entrance',
    about: 'the address that control planes or proxies share',
    after: { row: 'entrance', of: 'control planes before it' },
    byDoctor: true,
  },
  { name: 'create', about: 'the cluster is made', after: { row: 'entrance', of: 'proxies' }, afterReboot: true },
  { name: 'addons', about: "what runs inside the cluster: Flannel, the publisher's account", byDoctor: 'same version' },
  // The leader first lets the others join, which wait for it.
  { name: 'cloudynitzar', about: "Cloudy's own installer", after: { row: 'join', of: 'others' }, byDoctor: true },
  // The others do this while the leader makes the cluster.
  { name: 'cloudy', about: 'the community cloud, and what publishes Services there', byDoctor: true },
  {
    name: 'join',
    about: 'the other nodes join the cluster',
    oneAtATime: 'control planes',
    after: { row: 'addons', of: 'leader' },
    around: 'join access',
    afterReboot: true,
  },
  { name: 'serf-key', about: 'a key for Serf, once all nodes are there', after: { row: 'join', of: 'others' } },
  {
    name: 'encryption',
    about: 'all Serf agents use that key',
    after: { row: 'serf-key', of: 'leader' },
    around: 'serf key',
    byDoctor: true,
  },
  {
    name: 'settle',
    about: 'labels, taints, Ready, names inside the cluster',
    after: { row: 'join', of: 'others' },
    byDoctor: true,
  },
  { name: 'people', about: 'namespaces, quotas and roles of people, and what is refused there', byDoctor: true },
] as const satisfies readonly PhaseRow[];

/** The order of a removal: on the leader of those that stay, on the nodes that leave, and on the leader again. */
export const removalNames = {
  before: [
    'leave/drain', // pods move to other nodes
    'leave/depart', // control planes leave etcd
  ],
  onNode: [
    'leave/stop', // Kubernetes and pods
    'leave/clear', // what they left in the kernel: mounts, links, rules
    'leave/erase', // what makes the node a member
    'leave/uninstall', // programs, units, images
  ],
  after: [
    'leave/forget', // the Node object: while the node still ran, kubelet would make it again
  ],
  // what a lost node could come back with
  lost: ['leave/revoke'],
} as const;

export type RunName = (typeof phaseRows)[number]['name'];
export type PhaseName = RunName | (typeof removalNames)[keyof typeof removalNames][number];

/** A row with its steps. */
export type RunPhase = Phase & PhaseRow;

/** Loads the rows of the run with their steps, found in their folders. */
export function loadRun(): Promise<readonly RunPhase[]> {
  return Promise.all(phaseRows.map(async (row) => ({ ...row, steps: await stepsIn(row.name) })));
}

/** Loads the steps of the named phases, found in their folders. */
export function loadPhases(names: readonly PhaseName[]): Promise<readonly Phase[]> {
  return Promise.all(names.map(async (name) => ({ name: name.replace('leave/', ''), steps: await stepsIn(name) })));
}

/** Picks the steps that depend on other nodes, as each step says itself; phases without one are left out. */
export function following(phases: readonly Phase[], what: readonly Step['follows'][]): readonly Phase[] {
  const chosen = phases.map(({ name, steps }) => ({
    name,
    steps: steps.filter(({ follows }) => follows !== undefined && what.includes(follows)),
  }));
  return chosen.filter(({ steps }) => steps.length > 0);
}

async function stepsIn(name: PhaseName): Promise<readonly Step[]> {
  const files = (await discover(`steps/${name}`)) as readonly (Step | readonly Step[])[];
  return files.flat();
}
