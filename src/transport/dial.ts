import { connect as connectSocket, type Socket } from 'node:net';
import { ConnectFailure } from './connect-failures.ts';
import type { Endpoint } from './endpoint.ts';
import { failureOf } from './socket-failure.ts';
import { gatherWrites } from './ssh2-tuning.ts';

/** Opens a TCP connection without Nagle's algorithm, which costs 40 ms on each of SSH's small messages. */
export function dial(endpoint: Endpoint, timeoutSeconds: number, signal?: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const { family, localAddress } = endpoint.wire;
    const from = { ...(family && { family }), ...(localAddress && { localAddress }) };
    const where = { host: endpoint.host, port: endpoint.port, noDelay: true, ...from };
    const socket = connectSocket(signal ? { ...where, signal } : where);
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new ConnectFailure('timeout', endpoint, `no answer in ${Math.ceil(timeoutSeconds)} s`));
    }, timeoutSeconds * 1000);
    socket.once('error', (error) => {
      clearTimeout(timer);
      reject(failureOf(error, endpoint, 'unreachable'));
    });
    socket.once('connect', () => {
      clearTimeout(timer);
      // Errors before the handshake begins must not be unhandled. The handshake knows of them by `destroyed`.
      socket.removeAllListeners('error').on('error', () => undefined);
      gatherWrites(socket);
      resolve(socket);
    });
  });
}
