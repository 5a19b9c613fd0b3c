import type { Secret } from '../shell/sh.ts';

/** A key of Serf that a community has, as it lies on nodes. */
export interface CommunityKey {
  /** The content of the agent's file of settings. */
  readonly settings: Secret;
  /** 16 hexadecimal digits of the SHA-256 sum of `settings`. */
  readonly sum: string;
}

/** The secrets that one node makes and others use. They are pending in a dry run; tasks fill them. */
export interface Secrets {
  /** kubeadm's, as are the next two. */
  readonly joinToken: Secret;
  readonly caCertHash: Secret;
  readonly certificateKey: Secret;
  /** k3s's: servers join with this one, and workers with the next one. */
  readonly serverToken: Secret;
  readonly agentToken: Secret;
  /** What keeps strangers out of Serf. */
  readonly serfKey: Secret;
  /** The key of Serf that the inventory gives; unknown to runs that only look. */
  readonly communityKey?: CommunityKey | undefined;
  /** What the web pages of Cloudy compare a password with; unknown to runs that only look. */
  readonly webPasswordHash?: Secret | undefined;
}
