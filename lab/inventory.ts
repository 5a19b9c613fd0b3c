import { stringify } from 'yaml';
import { distributions } from '../src/distributions/table.ts';
import type { InventoryFile } from '../src/inventory/schema.ts';
import type { LabBundle } from './bundle-source.ts';
import type { Machine } from './host-machine.ts';
import type { LabK3s } from './k3s-bundle.ts';
import type { LabPlan, NodePlan } from './lab-plan.ts';
import { type LabFiles, loginUser } from './state.ts';

export interface InventoryInput {
  readonly lab: LabPlan;
  readonly nodes: readonly NodePlan[];
  readonly files: LabFiles;
  readonly machine: Machine;
  readonly bundle: LabBundle;
  /** The releases of k3s that the user brought. */
  readonly k3s?: LabK3s | undefined;
}

/** Writes the lab's inventory. It is an ordinary one, which the program reads like any other. */
export function inventoryText(input: InventoryInput): string {
  const heading = `# Written by \`microcloud lab up\` at each run. Copy it before you change it.\n`;
  return heading + stringify(labInventory(input));
}

export function labInventory({ lab, nodes, files, machine, bundle, k3s }: InventoryInput): InventoryFile {
  const { bundle: directory, sums } = k3s ?? { bundle: bundle.directory, sums: bundle.sums };
  return {
    cluster: {
      name: lab.name,
      ...(k3s ? k3sCluster(machine, k3s.version) : kubeadmCluster(machine, bundle.kubernetes)),
      ...(!machine.hasSysResource && { containerd: { cri: { restrict_oom_score_adj: true } } }),
    },
    ...(directory !== undefined && { artifacts: { bundle: directory, ...(sums !== undefined && { sums }) } }),
    ...(!bundle.hasCloudy && { cloudy: { install: 'agent' as const } }),
    defaults: {
      ssh: { user: loginUser, identityFile: files.key, sudoPassword: { file: files.sudoPassword } },
      network: { subnet: lab.subnet, gateway: lab.gateway, nameservers: [lab.gateway] },
      // All nodes see the swap of this machine, and must not switch it off.
      ...(machine.hasSwap && { swap: 'keep' }),
    },
    nodes: nodes.map(({ name, address, staticAddress }, index) => ({
      name,
      role: index === 0 ? 'control-plane' : 'worker',
      address,
      staticAddress,
    })),
  };
}

// From 1.35 on kubelet refuses cgroup v1, unless it is told not to.
const cgroup1Kubelet = { failCgroupV1: false, cgroupDriver: 'cgroupfs' };

// kubelet sees the disk of this machine. If other programs filled it, kubelet would remove images and pods.
const sharedDisk = {
  imageGCHighThresholdPercent: 100,
  evictionHard: { 'nodefs.available': '0%', 'nodefs.inodesFree': '0%', 'imagefs.available': '0%' },
};

const sharedDiskArguments = [
  `image-gc-high-threshold=${sharedDisk.imageGCHighThresholdPercent}`,
  `eviction-hard=${Object.entries(sharedDisk.evictionHard)
    .map(([signal, least]) => `${signal}<${least}`)
    .join()}`,
];

/** Describes a cluster of kubeadm, with settings for kubelet and kube-proxy on a shared machine. */
export function kubeadmCluster({ cgroupVersion }: Machine, version = distributions.kubeadm.usual) {
  return {
    distribution: 'kubeadm' as const,
    version,
    kubeadm: {
      kubelet: { failSwapOn: false, ...sharedDisk, ...(cgroupVersion === 1 && cgroup1Kubelet) },
      // Only this machine itself, and no container, can set the number of tracked connections.
      kubeProxy: { conntrack: { maxPerCore: 0 } },
      // In a container kubeadm finds no configuration of the kernel, and on some machines no cgroup v2.
      ignorePreflight: ['SystemVerification'],
    },
  };
}

/** Describes a cluster of k3s. Its kubelet accepts swap and finds its cgroup driver itself. */
export function k3sCluster({ cgroupVersion }: Machine, version: string) {
  const settings = () => ({
    'kubelet-arg': [...(cgroupVersion === 1 ? ['fail-cgroupv1=false'] : []), ...sharedDiskArguments],
    'kube-proxy-arg': ['conntrack-max-per-core=0'],
  });
  // Without its web router, Traefik, a lab is faster.
  return { distribution: 'k3s' as const, version, k3s: { traefik: false, server: settings(), agent: settings() } };
}
