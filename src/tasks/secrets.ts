import { createHash, randomBytes } from 'node:crypto';
import type { CommunityKey, Secrets } from '../engine/run-secrets.ts';
import { communityKeySettings } from '../facts/serf-key.ts';
import { Secret } from '../shell/sh.ts';

/** Secrets that only the cluster or its leader has, as far as they are known. */
export type Revealed = Partial<Readonly<Record<'caCertHash' | 'serverToken' | 'agentToken' | 'serfKey', string>>>;

/** Secrets that the inventory names, not encrypted. */
interface GivenSecrets {
  readonly webPassword?: Secret | undefined;
  /** Base64. */
  readonly communityKey?: Secret | undefined;
}

/**
 * Makes the secrets of one run. `fill` adds those that only the cluster knows; before that, to reveal one of them
 * throws an Error.
 */
export function createSecrets({ webPassword, communityKey }: GivenSecrets = {}): {
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
      communityKey: communityKey && communityKeyOf(communityKey),
      webPasswordHash: webPassword && new Secret('web password', () => md5(md5(webPassword.reveal()))),
    },
    fill: (values) => {
      revealed = { ...revealed, ...values };
    },
  };
}

function communityKeyOf(key: Secret): CommunityKey {
  const content = communityKeySettings(key.reveal());
  const sum = createHash('sha256').update(content).digest('hex').slice(0, 16);
  return { settings: new Secret("the community's key of Serf", () => content), sum };
}

// Cloudy's web pages compare a password with this hash, and know no better one.
function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
