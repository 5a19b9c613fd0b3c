import { UserError } from '../../errors.ts';
import { fillDefaults } from '../../inventory/defaults.ts';
import type { Inventory } from '../../inventory/schema.ts';

/**
 * An inventory of one machine that nobody wrote down: "pi@192.168.0.201", "192.168.0.201:2222", "pi-1.local".
 * @throws UserError when the text is no such thing.
 */
export function inventoryOf(target: string): Inventory {
  const [, user, address, port] = /^(?:([\w.-]+)@)?([\w.-]+)(?::(\d+))?$/.exec(target) ?? [];
  if (address === undefined) {
    const hints = ['microcloud doctor pi@192.168.0.201'];
    throw new UserError(`"${target}" is no machine: a user, @, and an address are expected.`, { hints, exitCode: 2 });
  }
  const ssh = { ...(user ? { user } : {}), ...(port ? { port: Number(port) } : {}) };
  const file = {
    cluster: { name: 'unknown', distribution: 'kubeadm' },
    nodes: [{ name: address, role: 'control-plane', address, ssh }],
  } as const;
  const { cluster, nodes } = fillDefaults(structuredClone(file), { directory: '.' });
  // Nothing of it was refused: it has no gaps.
  return { path: target, cluster, nodes, artifacts: {} } as unknown as Inventory;
}
