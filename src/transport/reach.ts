import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long an address waits for those before it: the first one is the one to have. */
const headStartMs = 200;
const timeoutMs = 2500;

/**
 * Finds which of several addresses of one node takes TCP connections now, earlier ones preferred. While none does they
 * come in turn, the last first: the way there may lead through a jump host, and the connection itself tells why not.
 * Where something refuses, a machine is there: that tells more than silence elsewhere.
 */
export function locator(addresses: readonly [string, ...string[]], port: number): () => Promise<string> {
  let silent = 0;
  return async () => {
    const next = ({ errors }: AggregateError) => {
      const refusing = addresses.filter((_, index) => errors[index]?.code === 'ECONNREFUSED');
      const some = refusing.length > 0 ? refusing : addresses;
      return some.at(-1 - (silent++ % some.length)) ?? addresses[0];
    };
    if (addresses.length === 1) return addresses[0];
    // The tries that lose must end too: each would keep the process alive until its timeout.
    const over = new AbortController();
    const tries = addresses.map((address, index) => answers(address, port, index * headStartMs, over.signal));
    return Promise.any(tries)
      .catch(next)
      .finally(() => over.abort());
  };
}

async function answers(host: string, port: number, delayMs: number, signal: AbortSignal): Promise<string> {
  await sleep(delayMs, undefined, { signal });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = connect({ host, port, timeout: timeoutMs, signal }, () => resolve(host));
  socket.once('error', reject).once('timeout', () => reject(new Error(`${host} does not answer`)));
  return promise.finally(() => socket.destroy());
}
