import type { InventoryFile } from './schema.ts';

export type Distribution = InventoryFile['cluster']['distribution'];

/** Kubernetes versions whose artifacts are known, by distribution. The first is the default. */
export const supportedVersions: Readonly<Record<Distribution, readonly [string, ...string[]]>> = {
  kubeadm: ['1.35.4', '1.36.3', '1.34.4'],
  k3s: ['1.35.4+k3s1'],
};

/**
 * Versions of k3s that nobody has tried but that are published in the same way: its newest changes of layout are older
 * (https://docs.k3s.io/advanced#configuring-containerd).
 */
export function isPublished(distribution: Distribution, version: string): boolean {
  return distribution === 'k3s' && /^1\.(3[3-9]|[4-9]\d)\.\d+\+k3s\d+$/.test(version);
}

/** The version that a cluster gets when its inventory names none. */
export function defaultVersion(distribution: Distribution): string {
  return supportedVersions[distribution][0];
}
