import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long an address waits for those before it: the first one is the one to have. */
const headStartMs = 200;
const timeoutMs = 2500;

/**
 * The first of several addresses of one node that takes TCP connections, earlier ones preferred. When none does, or
 * there is only one, the last: the way there may lead through a jump host, and the connection itself tells why not.
 */
export async function firstAnswering(addresses: readonly string[], port: number): Promise<string> {
  const last = addresses.at(-1) ?? '';
  if (addresses.length < 2) return last;
  // The tries that lose must end too: each would keep the process alive until its timeout.
  const over = new AbortController();
  const tries = addresses.map((address, index) => answers(address, port, index * headStartMs, over.signal));
  return Promise.any(tries)
    .catch(() => last)
    .finally(() => over.abort());
}

async function answers(host: string, port: number, delayMs: number, signal: AbortSignal): Promise<string> {
  await sleep(delayMs, undefined, { signal });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = connect({ host, port, timeout: timeoutMs, signal }, () => resolve(host));
  socket.once('error', reject).once('timeout', () => reject(new Error(`${host} does not answer`)));
  return promise.finally(() => socket.destroy());
}
