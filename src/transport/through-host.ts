import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import { ConnectFailure } from './connect-failures.ts';
import type { Endpoint } from './endpoint.ts';

/**
 * Opens a connection to a host through another host, on which this program is logged in. Rejects with a ConnectFailure.
 */
export function forward(through: Client, endpoint: Endpoint): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    through.forwardOut('127.0.0.1', 0, endpoint.host, endpoint.port, (error, channel) =>
      error ? reject(new ConnectFailure(whyNot(error), endpoint, error.message)) : resolve(channel),
    );
  });
}

// Reason 1 is SSH_OPEN_ADMINISTRATIVELY_PROHIBITED (RFC 4254, 5.1): another try cannot help.
function whyNot(error: Error): 'forwarding' | 'jump' {
  return (error as { readonly reason?: unknown }).reason === 1 ? 'forwarding' : 'jump';
}
