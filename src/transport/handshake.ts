import type { Duplex } from 'node:stream';
import type { Client, ServerHostKeyAlgorithm } from 'ssh2';
import { authMethods } from './auth.ts';
import { ConnectFailure } from './connect-failures.ts';
import type { Endpoint } from './endpoint.ts';
import { type Identities, KeyRing } from './keys.ts';
import { failureOf } from './socket-failure.ts';
import { Client as SshClient } from './ssh2.ts';
import { skipKeyProbes } from './ssh2-tuning.ts';

export interface Handshake {
  readonly endpoint: Endpoint;
  readonly socket: Duplex;
  readonly identities: Identities;
  /** Types of host keys to ask for first. */
  readonly preferredKeyTypes: readonly string[];
  /** Judges the host's key. An error refuses the key, and the handshake rejects with that error. */
  readonly verify: (key: Buffer) => Error | undefined;
  /** The handshake ends after so many seconds of silence. The time that a person takes to answer does not count. */
  readonly patienceSeconds: number;
  readonly keepaliveSeconds: number;
}

/** What pam_nologin says while it refuses the login, or just before sshd hangs up. */
const booting = /booting up|going down|shutting down/i;

/** Exchanges keys, checks the host's, and logs in. */
export function shakeHands(handshake: Handshake): Promise<Client> {
  const { endpoint, socket } = handshake;
  return new Promise((resolve, reject) => {
    const client = new SshClient();
    const heard: string[] = [];
    let refusal: Error | undefined;
    let timer: NodeJS.Timeout | undefined;
    const wait = () => {
      clearTimeout(timer);
      const failure = new ConnectFailure('timeout', endpoint, `silent for ${handshake.patienceSeconds} s`);
      timer = setTimeout(() => fail(failure), handshake.patienceSeconds * 1000);
    };
    const fail = (error: Error) => {
      clearTimeout(timer);
      client.on('error', () => undefined);
      socket.destroy();
      reject(refusal ?? error);
    };
    const ring = new KeyRing(
      handshake.identities.offered.map((identity) => ({
        ...identity,
        sign: async (data, options) => {
          if (!identity.readyToSign) clearTimeout(timer);
          return identity.sign(data, options).finally(wait);
        },
      })),
    );
    const login = authMethods(endpoint, ring);

    client.on('error', (error: Error & { level?: string }) => {
      // An agent that refuses one key does not end the login: ssh2 goes on to the next.
      if (error.level !== 'agent') fail(failureOfLogin(error, handshake, heard.join('')));
    });
    client.on('close', () => {
      const said = heard.join('').trim();
      fail(new ConnectFailure(booting.test(said) ? 'booting' : 'closed', endpoint, said || 'closed'));
    });
    client.on('banner', (text) => heard.push(text));
    client.on('change password', () => fail(new ConnectFailure('auth', endpoint, 'the password has expired')));
    client.on('handshake', wait);
    client.once('ready', () => {
      clearTimeout(timer);
      client.removeAllListeners().on('error', () => undefined);
      socket.off('data', listen);
      resolve(client);
    });
    // sshd says why it turns a host away before SSH begins ("Not allowed at this time"), where ssh2 does not look.
    const listen = (data: Buffer) => heard.length === 0 && heard.push(greetingIn(data));
    wait();
    client.connect({
      sock: socket,
      username: endpoint.user,
      readyTimeout: 0,
      keepaliveInterval: handshake.keepaliveSeconds * 1000,
      keepaliveCountMax: 3,
      authHandler: (allowed, partial, next) => {
        wait();
        login(allowed, partial, next);
      },
      hostVerifier: (key: Buffer): boolean => {
        refusal = handshake.verify(key);
        return refusal === undefined;
      },
      algorithms: {
        serverHostKey: hostKeyAlgorithms(handshake.preferredKeyTypes),
        // The fastest that Node's OpenSSL has; a Pi 4 without AES instructions does GCM no slower than CTR with a MAC.
        cipher: [
          'aes128-gcm@openssh.com',
          'aes256-gcm@openssh.com',
          'aes128-ctr',
          'aes256-ctr',
          'chacha20-poly1305@openssh.com',
        ],
        compress: ['none'],
      },
    });
    socket.on('data', listen);
    skipKeyProbes(client, ring);
    // A socket that was closed before this function listened does not say so again.
    if (socket.destroyed) fail(new ConnectFailure('closed', endpoint, 'closed'));
  });
}

const algorithmsOfType: Readonly<Record<string, readonly ServerHostKeyAlgorithm[]>> = {
  'ssh-ed25519': ['ssh-ed25519'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
  'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
  'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256'],
};

/** Orders the algorithms: a host with several keys shows the type that is asked for first, so ask for known types. */
function hostKeyAlgorithms(preferredTypes: readonly string[]): ServerHostKeyAlgorithm[] {
  const types = [...preferredTypes, ...Object.keys(algorithmsOfType)];
  return [...new Set(types.flatMap((type) => algorithmsOfType[type] ?? []))];
}

function greetingIn(data: Buffer): string {
  const text = data.toString('latin1', 0, 200);
  return text.startsWith('SSH-') ? '' : text;
}

function failureOfLogin(error: Error & { level?: string }, { endpoint, identities }: Handshake, heard: string): Error {
  if (booting.test(heard)) return new ConnectFailure('booting', endpoint, heard.trim());
  if (error.level === 'client-authentication') {
    const tried = [...identities.offered.map(({ name }) => name), ...(endpoint.password ? ['password'] : [])];
    const list = [...tried, ...identities.leftOut].join(', ');
    return new ConnectFailure('auth', endpoint, list || 'nothing: there is no key and no password');
  }
  if (error.level === 'client-socket' || /before handshake|Too many/.test(error.message))
    return failureOf(Object.assign(error, { message: heard.trim() || error.message }), endpoint, 'closed');
  return failureOf(error, endpoint, 'handshake');
}
