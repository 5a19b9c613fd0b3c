import { randomBytes } from 'node:crypto';
import type { Secrets } from '../engine/model.ts';
import { Secret } from '../shell/sh.ts';

/** What the cluster tells once it is there. */
export interface Revealed {
  readonly caCertHash: string;
}

/** The secrets of one run, and the means to fill in those that only the cluster knows. */
export function createSecrets(): { readonly secrets: Secrets; readonly fill: (revealed: Revealed) => void } {
  let revealed: Revealed | undefined;
  // The format of a bootstrap token: https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/
  const token = `${randomBytes(3).toString('hex')}.${randomBytes(8).toString('hex')}`;
  const key = randomBytes(32).toString('hex');
  const secrets: Secrets = {
    joinToken: new Secret('join token', () => token),
    certificateKey: new Secret('certificate key', () => key),
    caCertHash: new Secret('hash of the cluster CA', () => {
      if (!revealed) throw new Error('the hash of the cluster CA is not known before the cluster is there');
      return revealed.caCertHash;
    }),
  };
  return {
    secrets,
    fill: (values) => {
      revealed = values;
    },
  };
}
