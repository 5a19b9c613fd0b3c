import type { Secret } from '../shell/sh.ts';

/** The secrets that one node makes and others use. They are pending in a dry run; tasks fill them. */
export interface Secrets {
  /** Of kubeadm. */
  readonly joinToken: Secret;
  readonly caCertHash: Secret;
  readonly certificateKey: Secret;
  /** Of k3s: what servers join with, and what workers join with. */
  readonly serverToken: Secret;
  readonly agentToken: Secret;
  /** What keeps strangers out of Serf. */
  readonly serfKey: Secret;
  /** What the web pages of Cloudy compare a password with; unknown to runs that only look. */
  readonly webPasswordHash?: Secret | undefined;
}
