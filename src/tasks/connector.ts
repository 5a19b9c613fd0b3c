import type { Emit } from '../engine/events.ts';
import type { Node } from '../inventory/schema.ts';
import type { SecretResolver } from '../inventory/secrets.ts';
import type { Ask } from '../transport/answers.ts';
import type { Connection } from '../transport/connection.ts';
import type { Limit } from '../transport/pool.ts';
import { locator } from '../transport/reach.ts';
import { connect } from '../transport/ssh.ts';
import { isKnownHost } from '../transport/trust.ts';

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

/** Opens connections to nodes, at their static address when they have it already. */
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
      const { user, port, identityFile, password, sudoPassword } = node.ssh;
      const addresses = await addressesOf(node, hostKeys);
      const moves = addresses.length > 1;
      const locate = locator(addresses, port ?? 22);
      const target = {
        node: node.name,
        address: await locate(),
        locate: moves ? locate : undefined,
        user,
        port,
        identityFile,
        password: password && (await resolve(password, `the SSH password of ${user ?? 'pi'}`)),
        sudoPassword: sudoPassword && (await resolve(sudoPassword, `the sudo password of ${user ?? 'pi'}`)),
        knownAddresses: addresses,
      };
      const note = (message: string) => emit({ kind: 'note', node: node.name, message });
      return connect(target, { ask, hostKeys, timeoutSeconds, note });
    });
}

// Whoever was never met at the static address may be another machine that has it: where the inventory says that the
// node is now comes first, and moving from there finds out who has the other one.
async function addressesOf(node: Node, hostKeys: Connector['hostKeys']): Promise<readonly [string, ...string[]]> {
  const { name, address, staticAddress, ssh } = node;
  if (staticAddress === undefined || staticAddress === address) return [address];
  const target = { node: name, address: staticAddress, port: ssh.port };
  return (await isKnownHost(target, { hostKeys })) ? [staticAddress, address] : [address, staticAddress];
}
