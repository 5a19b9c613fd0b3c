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
