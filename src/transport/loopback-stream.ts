import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import { UserError } from '../errors.ts';
import { LinkLostError } from './connection.ts';

/** Codes of RFC 4254, 5.1: why a channel does not open. */
const prohibited = 1;
const connectFailed = 2;

/** Opens a stream to a port on 127.0.0.1 of a node. Rejects with a UserError, or a LinkLostError. */
export function openLoopbackStream(client: Client, node: string, port: number): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    client.forwardOut('127.0.0.1', 0, '127.0.0.1', port, (cause, channel) => {
      if (!cause) return resolve(channel);
      const { reason } = cause as { readonly reason?: unknown };
      if (reason === prohibited) {
        const hints = [
          `On ${node}: sudo sshd -T | grep -iE "allowtcpforwarding|permitopen|disableforwarding". AllowTcpForwarding must be yes or local`,
        ];
        return reject(new UserError(`${node} lets nobody go on to its ports through SSH.`, { hints, cause }));
      }
      if (reason === connectFailed)
        return reject(new UserError(`${node}: nothing answers on its port ${port}.`, { cause }));
      reject(new LinkLostError(`The connection to ${node} is lost.`, { cause }));
    });
  });
}
