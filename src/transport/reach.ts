import { connect } from 'node:net';

/** How long an address waits for those before it: the first one is the one to have. */
const headStartMs = 200;
const timeoutMs = 2500;

/**
 * Finds which of several addresses of one node takes TCP connections now, earlier ones preferred. While none does they
 * come in turn, the last first: the way there may lead through a jump host, and the connection itself tells why not.
 */
export function locator(addresses: readonly [string, ...string[]], port: number): () => Promise<string> {
  let silent = 0;
  return async () => {
    const next = () => addresses.at(-1 - (silent++ % addresses.length)) ?? addresses[0];
    if (addresses.length === 1) return addresses[0];
    return Promise.any(addresses.map((address, index) => answers(address, port, index * headStartMs))).catch(next);
  };
}

function answers(host: string, port: number, delayMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const start = () => {
      const socket = connect({ host, port, timeout: timeoutMs });
      const end = (settle: () => void) => () => {
        socket.destroy();
        settle();
      };
      socket.once(
        'connect',
        end(() => resolve(host)),
      );
      socket.once(
        'error',
        end(() => reject(new Error(`${host} does not answer`))),
      );
      socket.once(
        'timeout',
        end(() => reject(new Error(`${host} does not answer`))),
      );
    };
    setTimeout(start, delayMs);
  });
}
