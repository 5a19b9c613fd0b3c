import type { Cluster } from '../inventory/schema.ts';

/** The architecture of a node's programs (`dpkg --print-architecture`): a 64-bit kernel may run 32-bit programs. */
export type Arch = (typeof archs)[number];
export const archs = ['amd64', 'arm64', 'armhf'] as const;

/** A platform as image indexes name it. */
export interface Platform {
  readonly architecture: string;
  /** The variants of the architecture, the best first; empty where images do not tell variants apart. */
  readonly variants: readonly string[];
}

export const platforms: Readonly<Record<Arch, Platform>> = {
  amd64: { architecture: 'amd64', variants: [] },
  arm64: { architecture: 'arm64', variants: [] },
  armhf: { architecture: 'arm', variants: ['v7', 'v6'] },
};

/** Says why a distribution does not run on an architecture, and what to do instead; undefined when it does run. */
export function unsupported(
  distribution: Cluster['distribution'],
  arch: Arch,
): { readonly summary: string; readonly hint: string } | undefined {
  if (distribution !== 'kubeadm' || arch !== 'armhf') return undefined;
  return {
    summary: 'kubeadm does not run on armhf: Kubernetes has no 32-bit programs for nodes since version 1.27',
    hint: 'Install the 64-bit Raspberry Pi OS (Pi 3 and later), or set cluster.distribution to k3s, which has 32-bit ARM builds',
  };
}
