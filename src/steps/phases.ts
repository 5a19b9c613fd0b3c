import { discover } from '../discover.ts';
import type { Phase, Step } from '../engine/model.ts';

/**
 * The order of the whole run. Each name is a folder of steps beside this file; inside a folder order does not matter.
 * Nodes go through these side by side, but for what `tasks/init.ts` makes them wait for.
 */
export const phaseNames = [
  'preflight', // what only a person can put right, and a first boot that still goes on
  'identity', // host name, names of the other nodes
  'network', // the address for good
  'kernel', // cgroups, swap, modules, sysctls, clock
  'reboot', // when one of the above asks for it
  'packages', // apt
  'runtime', // containerd and Docker, configured
  'kubernetes', // binaries, images, settings and units of the distribution
  'upgrade', // what runs already: another version, other settings; one node at a time
  'create', // the first control plane makes the cluster, the others join it
  'addons', // Flannel and what else runs inside
  'join', // workers
  'cloudynitzar', // Cloudy's own installer, where the inventory asks for it
  'cloudy', // the community cloud, and what publishes Services there; while nodes wait for one another
  'settle', // labels, taints, Ready, CoreDNS
] as const;

/** The order of a removal: at a control plane that stays, on those that leave, and there again. */
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
    'leave/forget', // the Node object: while it still ran it would come back
  ],
} as const;

type RemovalName = (typeof removalNames)[keyof typeof removalNames][number];

export type PhaseName = (typeof phaseNames)[number] | RemovalName;

/** The steps of the named phases, found in their folders. */
export async function loadPhases(names: readonly PhaseName[] = phaseNames): Promise<readonly Phase[]> {
  return Promise.all(
    names.map(async (name) => ({
      name: name.replace('leave/', ''),
      steps: (await discover(`steps/${name}`)) as readonly Step[],
    })),
  );
}
