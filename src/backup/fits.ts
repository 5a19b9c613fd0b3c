import { UserError } from '../errors.ts';
import { apiEndpoint, firstControlPlane } from '../inventory/address.ts';
import type { Inventory } from '../inventory/schema.ts';
import type { Copy } from './copy.ts';

/** Fields that must be the same in the inventory and in a copy, by the inventory's names, and why. */
const rows: readonly {
  readonly field: string;
  readonly inCopy: (copy: Copy) => string;
  readonly wanted: (inventory: Pick<Inventory, 'cluster' | 'nodes'>) => string;
  readonly why: string;
}[] = [
  {
    field: 'cluster.name',
    inCopy: ({ cluster }) => cluster,
    wanted: ({ cluster }) => cluster.name,
    why: 'it is a copy of another cluster',
  },
  {
    field: 'cluster.distribution',
    inCopy: ({ distribution }) => distribution,
    wanted: ({ cluster }) => cluster.distribution,
    why: 'k3s and kubeadm cannot read the data of each other',
  },
  {
    field: 'cluster.version',
    inCopy: ({ version }) => `${version.major}.${version.minor}`,
    wanted: ({ cluster: { version } }) => `${version.major}.${version.minor}`,
    why: 'a copy must be restored with the minor version that made it; upgrade afterwards',
  },
  {
    field: 'cluster.endpoint',
    inCopy: ({ endpoint }) => endpoint,
    wanted: ({ cluster, nodes }) => apiEndpoint(cluster, firstControlPlane(nodes)),
    why: 'all nodes call the API by this name or address',
  },
  {
    field: 'cluster.podNetwork',
    inCopy: ({ podNetwork }) => podNetwork,
    wanted: ({ cluster }) => cluster.podNetwork,
    why: 'the nodes in the copy have parts of this network',
  },
  {
    field: 'cluster.serviceNetwork',
    inCopy: ({ serviceNetwork }) => serviceNetwork,
    wanted: ({ cluster }) => cluster.serviceNetwork,
    why: 'the Services in the copy have addresses of this network',
  },
];

/** Throws a UserError where the cluster of this inventory cannot be made from this copy. Pure. */
export function requireFit(copy: Copy, inventory: Pick<Inventory, 'cluster' | 'nodes' | 'path'>): void {
  const differing = rows.flatMap(({ field, inCopy, wanted, why }) => {
    const [theirs, ours] = [inCopy(copy), wanted(inventory)];
    return theirs === ours ? [] : [{ field, theirs, ours, why }];
  });
  if (differing.length === 0) return;
  const sentences = differing.map(
    ({ field, theirs, ours, why }) => `${field} is ${ours} in the inventory, and ${theirs} in the copy: ${why}.`,
  );
  throw new UserError(sentences.join('\n'), {
    hints: [
      `Write into ${inventory.path}: ${differing.map(({ field, theirs }) => `${field} ${theirs}`).join(', ')}`,
      'Or take a copy of this cluster: microcloud backup list',
    ],
    exitCode: 2,
  });
}
