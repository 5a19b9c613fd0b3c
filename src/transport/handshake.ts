import type { Duplex } from 'node:stream';
import type { AuthHandlerMiddleware, Client, ConnectConfig } from 'ssh2';
import { algorithmsFor } from './algorithms.ts';
import { authMethods } from './auth.ts';
import { ConnectFailure } from './connect-failures.ts';
import type { Endpoint } from './endpoint.ts';
import { KeyRing } from './key-ring.ts';
import type { Identities } from './keys.ts';
import { LoginClock } from './login-clock.ts';
import { LoginCourse } from './login-course.ts';
import { booting, failureOfLogin } from './login-failure.ts';
import { offerKeys } from './public-key-auth.ts';
import { Client as SshClient } from './ssh2.ts';
import { keepaliveTries } from './time-outs.ts';

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

interface Login {
  readonly clock: LoginClock;
  readonly course: LoginCourse;
}

/** Exchanges keys, checks the host's key, and logs in. Rejects with a ConnectFailure, or with the error of `verify`. */
export async function shakeHands(handshake: Handshake): Promise<Client> {
  const { endpoint, socket, identities } = handshake;
  const algorithms = algorithmsFor(endpoint, handshake.preferredKeyTypes);
  return new Promise((resolve, reject) => {
    const client = new SshClient();
    const course = new LoginCourse();
    let refusal: Error | undefined;
    const fail = (error: Error) => {
      clock.stop();
      client.on('error', () => undefined);
      socket.destroy();
      reject(refusal ?? error);
    };
    const clock = new LoginClock(handshake, fail);
    const ring = ringOf(identities, { clock, course });
    const hostVerifier = (key: Buffer): boolean => {
      refusal = handshake.verify(key);
      return refusal === undefined;
    };

    client.on('banner', course.hear);
    client.on('handshake', () => clock.restart('the login'));
    failWith(client, handshake, { course, fail });
    client.once('ready', () => {
      clock.stop();
      client.removeAllListeners().on('error', () => undefined);
      socket.off('data', course.hearGreeting);
      resolve(client);
    });
    clock.restart();
    const authHandler = handlerOf(endpoint, ring, { clock, course });
    client.connect({ ...settingsOf(handshake), algorithms, hostVerifier, authHandler });
    socket.on('data', course.hearGreeting);
    offerKeys(client, ring, course.offer);
    // A socket that is closed already emits no event any more.
    if (socket.destroyed) fail(new ConnectFailure('closed', endpoint, 'closed'));
  });
}

/** Makes the ring of the keys that may log in. While a person is asked for a signature, no time counts. */
function ringOf({ offered }: Identities, { clock, course }: Login): KeyRing {
  return new KeyRing(
    offered.map((identity) => ({
      ...identity,
      sign: async (data, options) => {
        if (!identity.readyToSign) clock.stop();
        try {
          return await identity.sign(data, options);
        } catch (error) {
          course.refuseToSign(identity.name, error as Error);
          throw error;
        } finally {
          clock.restart();
        }
      },
    })),
  );
}

/** Calls `fail` with what a failed login means, whichever event of ssh2 tells of it. */
function failWith(
  client: Client,
  handshake: Handshake,
  { course, fail }: { readonly course: LoginCourse; readonly fail: (error: Error) => void },
): void {
  const { endpoint } = handshake;
  client.on('error', (error: Error & { level?: string }) => {
    // An agent that refuses one key does not end the login: ssh2 goes on to the next.
    if (error.level !== 'agent') fail(failureOfLogin(error, handshake, course));
  });
  client.on('close', () => {
    const said = course.heard.trim();
    fail(new ConnectFailure(booting.test(said) ? 'booting' : 'closed', endpoint, said || 'closed'));
  });
  client.on('change password', () => fail(new ConnectFailure('auth', endpoint, 'the password has expired')));
}

/** Makes what ssh2 asks for the next way to log in. Each time that it asks, the host has answered. */
function handlerOf(endpoint: Endpoint, ring: KeyRing, { clock, course }: Login): AuthHandlerMiddleware {
  const login = authMethods(endpoint, ring, course.offer);
  return (allowed, partial, next) => {
    clock.restart();
    login(allowed, partial, next);
  };
}

function settingsOf({ socket, endpoint, keepaliveSeconds }: Handshake): ConnectConfig {
  return {
    sock: socket,
    username: endpoint.user,
    readyTimeout: 0,
    keepaliveInterval: keepaliveSeconds * 1000,
    keepaliveCountMax: keepaliveTries,
  };
}
