import type { InventoryFile } from './schema.ts';

export type Distribution = InventoryFile['cluster']['distribution'];

/** Kubernetes versions whose artifacts are known, by distribution. The first is the default. */
export const supportedVersions: Readonly<Record<Distribution, readonly [string, ...string[]]>> = {
  kubeadm: ['1.35.4', '1.36.3', '1.34.4'],
  k3s: ['1.35.4+k3s1'],
};

/** The version that a cluster gets when its inventory names none. */
export function defaultVersion(distribution: Distribution): string {
  return supportedVersions[distribution][0];
}
