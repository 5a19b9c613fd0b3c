import { connect } from 'node:net';

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
  const tries = addresses.map((address, index) => answers(address, port, index * headStartMs));
  return Promise.any(tries).catch(() => last);
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
