import { addressesInWords } from '../inventory/address.ts';
import type { Inventory, Node } from '../inventory/schema.ts';

/** Says on a few lines which cluster and which nodes an inventory describes. */
export function inventorySummary({ cluster, nodes }: Inventory, file: string): string {
  const count = (role: Node['role'], one: string, many: string) => {
    const number = nodes.filter((node) => node.role === role).length;
    return `${number} ${number === 1 ? one : many}`;
  };
  const planes = count('control-plane', 'control plane', 'control planes');
  const heading = `${file} has no mistakes: cluster ${cluster.name}, ${cluster.distribution} ${cluster.version}, ${planes} and ${count('worker', 'worker', 'workers')}.`;
  const width = Math.max(...nodes.map(({ name }) => name.length));
  return [
    heading,
    ...nodes.map((node) => `  ${node.name.padEnd(width)}  ${node.role.padEnd(13)}  ${addressesInWords(node)}`),
  ].join('\n');
}
