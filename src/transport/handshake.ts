import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import { algorithmsFor } from './algorithms.ts';
import { authMethods } from './auth.ts';
import { ConnectFailure } from './connect-failures.ts';
import type { Endpoint } from './endpoint.ts';
import { KeyRing } from './key-ring.ts';
import type { Identities } from './keys.ts';
import { booting, failureOfLogin } from './login-failure.ts';
import { offerKeys } from './public-key-auth.ts';
import { Client as SshClient } from './ssh2.ts';
import { keepaliveTries, slowMs } from './time-outs.ts';

export interface Handshake {
  readonly endpoint: Endpoint;
  readonly socket: Duplex;
  readonly identities: Identities;
  /** Types of host keys to ask for first. */
  readonly preferredKeyTypes: readonly string[];
  /** Judges the host's key. An error refuses the key, and the handshake rejects with that error. */
  readonly verify: (key: Buffer) => Error | undefined;
  /** Seconds of silence after which the handshake fails. The time that a person takes to answer does not count. */
  readonly patienceSeconds: number;
  readonly keepaliveSeconds: number;
  /** Gets a text about what is waited for, when that takes long. */
  readonly note: (text: string) => void;
}

// Limits for banners: they are for people, and seldom longer than a page.
const mostBanners = 10;
const longestBanner = 4000;

/** Exchanges keys, checks the host's key, and logs in. Rejects with a ConnectFailure, or with the error of `verify`. */
export async function shakeHands(handshake: Handshake): Promise<Client> {
  const { endpoint, socket } = handshake;
  const algorithms = algorithmsFor(endpoint, handshake.preferredKeyTypes);
  return new Promise((resolve, reject) => {
    const client = new SshClient();
    const heard: string[] = [];
    const hear = (text: string) => void (heard.length < mostBanners && heard.push(text.slice(0, longestBanner)));
    let refusal: Error | undefined;
    let step = 'sshd to answer';
    let timers: readonly NodeJS.Timeout[] = [];
    const quiet = () => timers.forEach((timer) => void clearTimeout(timer));
    const wait = () => {
      quiet();
      const seconds = Math.ceil(handshake.patienceSeconds);
      const slow = () => handshake.note(`Waiting for ${endpoint.label}: for ${step}, ${seconds} s at most`);
      const failure = new ConnectFailure('silent', endpoint, `waited ${seconds} s for ${step}`);
      timers = [setTimeout(slow, slowMs), setTimeout(() => fail(failure), seconds * 1000)];
    };
    const fail = (error: Error) => {
      quiet();
      client.on('error', () => undefined);
      socket.destroy();
      reject(refusal ?? error);
    };
    const tried = new Map<string, string>();
    const onTry = (name: string) => void (tried.has(name) || tried.set(name, ''));
    const unsigned = (name: string) => (error: Error) => {
      tried.set(name, error.message.replace(/\.$/, ''));
      throw error;
    };
    const ring = new KeyRing(
      handshake.identities.offered.map((identity) => ({
        ...identity,
        sign: async (data, options) => {
          if (!identity.readyToSign) quiet();
          return identity.sign(data, options).catch(unsigned(identity.name)).finally(wait);
        },
      })),
    );
    const login = authMethods(endpoint, ring, onTry);

    client.on('error', (error: Error & { level?: string }) => {
      // An agent that refuses one key does not end the login: ssh2 goes on to the next.
      if (error.level !== 'agent') fail(failureOfLogin(error, handshake, { heard: heard.join(''), tried }));
    });
    client.on('close', () => {
      const said = heard.join('').trim();
      fail(new ConnectFailure(booting.test(said) ? 'booting' : 'closed', endpoint, said || 'closed'));
    });
    client.on('banner', hear);
    client.on('change password', () => fail(new ConnectFailure('auth', endpoint, 'the password has expired')));
    client.on('handshake', () => {
      step = 'the login';
      wait();
    });
    client.once('ready', () => {
      quiet();
      client.removeAllListeners().on('error', () => undefined);
      socket.off('data', listen);
      resolve(client);
    });
    // When sshd turns a host away, it says why before SSH begins ("Not allowed at this time"). ssh2 does not read that.
    const listen = (data: Buffer) => heard.length === 0 && hear(greetingIn(data));
    wait();
    client.connect({
      sock: socket,
      username: endpoint.user,
      readyTimeout: 0,
      keepaliveInterval: handshake.keepaliveSeconds * 1000,
      keepaliveCountMax: keepaliveTries,
      authHandler: (allowed, partial, next) => {
        wait();
        login(allowed, partial, next);
      },
      hostVerifier: (key: Buffer): boolean => {
        refusal = handshake.verify(key);
        return refusal === undefined;
      },
      algorithms,
    });
    socket.on('data', listen);
    offerKeys(client, ring, onTry);
    // A socket that is closed already emits no event any more.
    if (socket.destroyed) fail(new ConnectFailure('closed', endpoint, 'closed'));
  });
}

function greetingIn(data: Buffer): string {
  const text = data.toString('latin1', 0, 200);
  return text.startsWith('SSH-') ? '' : text;
}
