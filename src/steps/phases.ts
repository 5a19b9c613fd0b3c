import { discover } from '../discover.ts';
import type { Phase, Step } from '../engine/model.ts';

/** A folder of steps beside this file, and what holds for the folder as a whole. */
export interface PhaseRow {
  readonly name: string;
  /** Which nodes make their changes here one after another; all other nodes make them side by side. */
  readonly oneAtATime?: 'all' | 'control planes';
  /**
   * What a node with changes here waits for. `leader`: the leader is through that row. `control planes before it`: so are
   * the control planes that stand before the node in the inventory, and for a worker all control planes. `others`: only
   * the leader waits, until every other node is through that row or has failed.
   */
  readonly after?: { readonly row: string; readonly of: 'leader' | 'control planes before it' | 'others' };
  /**
   * What is done around a node's changes. `drain`: its pods move to other nodes before another version comes, and the
   * node must be Ready again afterwards. `join access`: the leader gives out what a node needs to join.
   */
  readonly around?: 'drain' | 'join access';
  /** `init --no-reboot` leaves this row out. */
  readonly reboots?: true;
  /** A reboot that is due must be over: kubelet would fail before it, and take minutes to say so. */
  readonly afterReboot?: true;
  /** From here on artifacts travel to the node. A later row waits for them when its changes need one. */
  readonly uploads?: true;
  /** `doctor --fix` may make these changes: they are safe to repeat, lose nothing, and do not move or reboot a node. */
  readonly byDoctor?: true;
}

/**
 * The run. Each node goes through these rows from top to bottom, and begins again at the top after a reboot. Inside a row
 * the order of the steps does not matter. `init`, `join`, `status` and `doctor` all read this table.
 */
export const phaseRows = [
  // what only a person can put right, and a first boot that is not over
  { name: 'preflight' },
  // host name, names of the other nodes
  { name: 'identity', byDoctor: true },
  // the address for good
  { name: 'network', oneAtATime: 'all' },
  // control groups, swap, modules, sysctls, clock
  { name: 'kernel', byDoctor: true },
  // when something above asks for it
  { name: 'reboot', oneAtATime: 'control planes', reboots: true },
  // apt
  { name: 'packages', byDoctor: true, uploads: true },
  // containerd and Docker, configured
  { name: 'runtime', byDoctor: true },
  // programs, images, settings and units of the distribution
  { name: 'kubernetes', byDoctor: true },
  // what runs already gets another version, or another datastore
  { name: 'upgrade', oneAtATime: 'all', after: { row: 'upgrade', of: 'control planes before it' }, around: 'drain' },
  // what runs already takes its present settings
  {
    name: 'restart',
    oneAtATime: 'all',
    after: { row: 'restart', of: 'control planes before it' },
    around: 'drain',
    byDoctor: true,
  },
  // the leader makes the cluster
  { name: 'create', afterReboot: true },
  // what runs inside the cluster: Flannel, the publisher's account
  { name: 'addons', byDoctor: true },
  // Cloudy's own installer, where the inventory asks for it. The leader first lets the others join, which wait for it
  { name: 'cloudynitzar', after: { row: 'join', of: 'others' }, byDoctor: true },
  // the community cloud, and what publishes Services there: the others do this while the leader makes the cluster
  { name: 'cloudy', byDoctor: true },
  // all nodes but the leader join the cluster
  {
    name: 'join',
    oneAtATime: 'control planes',
    after: { row: 'addons', of: 'leader' },
    around: 'join access',
    afterReboot: true,
  },
  // labels, taints, Ready, cluster DNS
  { name: 'settle', after: { row: 'join', of: 'others' }, byDoctor: true },
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
} as const;

export type RunName = (typeof phaseRows)[number]['name'];
export type PhaseName = RunName | (typeof removalNames)[keyof typeof removalNames][number];

/** A row with its steps. */
export type RunPhase = Phase & PhaseRow;

/** The rows of the run with their steps, found in their folders. */
export function loadRun(): Promise<readonly RunPhase[]> {
  return Promise.all(phaseRows.map(async (row) => ({ ...row, steps: await stepsIn(row.name) })));
}

/** The steps of the named phases, found in their folders. */
export function loadPhases(names: readonly PhaseName[]): Promise<readonly Phase[]> {
  return Promise.all(names.map(async (name) => ({ name: name.replace('leave/', ''), steps: await stepsIn(name) })));
}

/** Only the steps that other nodes concern, as each step says itself; phases without one are left out. */
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
