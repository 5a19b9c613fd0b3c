import { UserError } from '../errors.ts';
import { apiEndpoint, firstControlPlane } from '../inventory/address.ts';
import type { Inventory } from '../inventory/schema.ts';
import type { Copy } from './copy.ts';

/** What the inventory and a copy must agree about, each as the inventory calls it, and why. */
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
    why: 'the one cannot read what the other has written',
  },
  {
    field: 'cluster.version',
    inCopy: ({ version }) => `${version.major}.${version.minor}`,
    wanted: ({ cluster: { version } }) => `${version.major}.${version.minor}`,
    why: 'what one minor version has written is read by the same one; upgrade afterwards',
  },
  {
    field: 'cluster.endpoint',
    inCopy: ({ endpoint }) => endpoint,
    wanted: ({ cluster, nodes }) => apiEndpoint(cluster, firstControlPlane(nodes)),
    why: 'all nodes call the API by it',
  },
  {
    field: 'cluster.podNetwork',
    inCopy: ({ podNetwork }) => podNetwork,
    wanted: ({ cluster }) => cluster.podNetwork,
    why: 'its nodes have their parts of it',
  },
  {
    field: 'cluster.serviceNetwork',
    inCopy: ({ serviceNetwork }) => serviceNetwork,
    wanted: ({ cluster }) => cluster.serviceNetwork,
    why: 'its Services have their addresses there',
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
