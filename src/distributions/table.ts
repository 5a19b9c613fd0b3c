import type { Arch } from '../artifacts/architectures.ts';
import type { Cluster } from '../inventory/schema.ts';
import type { Distribution, Refusal } from './distribution.ts';
import { k3s } from './k3s.ts';
import { kubeadm } from './kubeadm.ts';

type Name = Cluster['distribution'];

export const distributions: Readonly<Record<Name, Distribution>> = { kubeadm, k3s };

export const distributionNames = Object.keys(distributions) as readonly Name[];

/** Gets the column of the cluster's distribution. */
export function distributionOf({ distribution }: Pick<Cluster, 'distribution'>): Distribution {
  return distributions[distribution];
}

/** Makes something of each distribution. */
export function perDistribution<T>(make: (distribution: Distribution, name: Name) => T): Readonly<Record<Name, T>> {
  return { kubeadm: make(kubeadm, 'kubeadm'), k3s: make(k3s, 'k3s') };
}

/** Says why a distribution does not run on an architecture, and what to do instead; undefined when it does. */
export function unsupported(distribution: Name, arch: Arch): Refusal | undefined {
  return distributions[distribution].refusals[arch];
}

/** Says what to type on a node to read why it does not come up: "journalctl -u kubelet -u containerd". */
export function journalCommand(cluster: Pick<Cluster, 'distribution'>): string {
  return ['journalctl', ...distributionOf(cluster).journal.map((unit) => `-u ${unit}`)].join(' ');
}
