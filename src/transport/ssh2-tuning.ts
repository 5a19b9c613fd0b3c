// What makes ssh2 faster than it is by itself. Everything works without it.

import type { Socket } from 'node:net';
import type { Client, ParsedKey, SigningRequestOptions } from 'ssh2';
import type { KeyRing } from './keys.ts';

/**
 * Lets what is written in one turn leave in one packet. ssh2 writes each of its packets in three pieces, and `dial` has
 * switched off Nagle's algorithm, which would gather them.
 */
export function gatherWrites(socket: Socket): void {
  const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
  let isGathering = false;
  socket.write = (...args: unknown[]) => {
    if (!isGathering) {
      isGathering = true;
      socket.cork();
      process.nextTick(() => {
        isGathering = false;
        socket.uncork();
      });
    }
    return write(...args);
  };
}

type Sign = (data: Buffer, done: (signature: Buffer) => void) => void;
interface Internals {
  readonly _protocol?: { authPK?: (user: string, key: ParsedKey, algorithm?: string, sign?: Sign) => void };
}

/**
 * Signs at once where that costs nothing. ssh2 asks the server about every key before it signs, which takes a round trip.
 * This reaches into ssh2 1.17: where its method is missing, logging in takes that round trip, and works.
 */
export function skipKeyProbes(client: Client, ring: KeyRing): void {
  const protocol = (client as unknown as Internals)._protocol;
  const authPK = protocol?.authPK?.bind(protocol);
  if (!protocol || !authPK) return;
  protocol.authPK = (user, key, algorithm, sign) => {
    const identity = ring.find(key.getPublicSSH());
    if (sign || !identity?.readyToSign) return authPK(user, key, algorithm, sign);
    authPK(user, key, algorithm, (data, done) => {
      identity.sign(data, hashOf(algorithm)).then(done, () => authPK(user, key, algorithm));
    });
  };
}

function hashOf(algorithm = ''): SigningRequestOptions {
  const hashes: Readonly<Record<string, SigningRequestOptions>> = {
    'rsa-sha2-256': { hash: 'sha256' },
    'rsa-sha2-512': { hash: 'sha512' },
  };
  return hashes[algorithm] ?? {};
}
