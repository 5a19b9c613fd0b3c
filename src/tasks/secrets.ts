import { createHash, randomBytes } from 'node:crypto';
import type { Secrets } from '../engine/run-secrets.ts';
import { Secret } from '../shell/sh.ts';

/** What the cluster and its leader tell once they are there, as far as they have it. */
export type Revealed = Partial<Readonly<Record<'caCertHash' | 'serverToken' | 'agentToken' | 'serfKey', string>>>;

/** The secrets of one run, and the means to fill in those that only the cluster knows. */
export function createSecrets(webPassword?: Secret): {
  readonly secrets: Secrets;
  readonly fill: (revealed: Revealed) => void;
} {
  let revealed: Revealed = {};
  // The format of a bootstrap token: https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/
  const token = `${randomBytes(3).toString('hex')}.${randomBytes(8).toString('hex')}`;
  const key = randomBytes(32).toString('hex');
  const pending = (label: string, name: keyof Revealed) =>
    new Secret(label, () => {
      const value = revealed[name];
      if (value === undefined) throw new Error(`the ${label} is not known before the cluster is there`);
      return value;
    });
  return {
    secrets: {
      joinToken: new Secret('join token', () => token),
      certificateKey: new Secret('certificate key', () => key),
      caCertHash: pending('hash of the cluster CA', 'caCertHash'),
      serverToken: pending('server token', 'serverToken'),
      agentToken: pending('agent token', 'agentToken'),
      serfKey: pending("Serf's key", 'serfKey'),
      webPasswordHash: webPassword && new Secret('web password', () => md5(md5(webPassword.reveal()))),
    },
    fill: (values) => {
      revealed = { ...revealed, ...values };
    },
  };
}

// Cloudy's web pages compare with this and nothing better.
function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
