import type { Emit } from '../engine/events.ts';
import type { SecretResolver } from '../inventory/resolve-secrets.ts';
import type { Node } from '../inventory/schema.ts';
import type { Ask } from '../transport/ask-once.ts';
import type { Connection } from '../transport/connection.ts';
import type { Limit } from '../transport/limit.ts';
import { connect } from '../transport/ssh-connection.ts';

interface Connector {
  readonly resolve: SecretResolver;
  readonly ask: Ask;
  readonly hostKeys: 'ask' | 'accept-new';
  readonly emit: Emit;
  /** How many connections may be opening at once. */
  readonly opening: Limit;
  /** How long to wait for a node that does not answer: it may be booting. */
  readonly timeoutSeconds: number;
}

/**
 * Makes the function that opens connections to nodes. A node may be at its final address already, or still at its first
 * one.
 */
export function connectorFor({
  resolve,
  ask,
  hostKeys,
  emit,
  opening,
  timeoutSeconds,
}: Connector): (node: Node) => Promise<Connection> {
  return (node) =>
    opening(async () => {
      const { address, sshAddress } = node;
      const { user, port, identityFile, password, sudoPassword } = node.ssh;
      const target = {
        node: node.name,
        address,
        sshAddress,
        user,
        port,
        identityFile,
        password: password && (await resolve(password, `the SSH password of ${user ?? 'pi'}`)),
        sudoPassword: sudoPassword && (await resolve(sudoPassword, `the sudo password of ${user ?? 'pi'}`)),
        knownAddresses: address === sshAddress ? [] : [sshAddress, address],
      };
      const note = (message: string) => emit({ kind: 'note', node: node.name, message });
      return connect(target, { ask, hostKeys, timeoutSeconds, note });
    });
}
