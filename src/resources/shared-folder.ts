import type { Cluster, Node } from '../inventory/schema.ts';

/** The folder of the addon nfs: on the disk of one node, and below one path on all nodes. */
export const sharedFolder = {
  /** On the node that has it. It stays where it is when the addon goes. */
  path: '/var/lib/microcloud-nfs',
  /** Other nodes may go through it to a volume whose name they know; nobody may list it. */
  mode: '711',
  server: 'nfs-server.service',
  exports: '/etc/exports.d/microcloud.exports',
  settings: '/etc/nfs.conf.d/microcloud.conf',
  /** Where every node mounts it, also the one that keeps it: so what root may do is the same everywhere. */
  mountPoint: '/mnt/microcloud',
  mountUnit: 'mnt-microcloud.mount',
  automountUnit: 'mnt-microcloud.automount',
} as const;

/** Says whether a node is the one that keeps the folder. */
export function keepsSharedFolder({ cluster, node }: { readonly cluster: Cluster; readonly node: Node }): boolean {
  return cluster.addons?.nfs?.node === node.name;
}

/** Finds the address at which nodes mount the folder; undefined where there is no such addon. */
export function sharedFolderAddress(cluster: Cluster, nodes: readonly Node[]): string | undefined {
  return nodes.find(({ name }) => name === cluster.addons?.nfs?.node)?.address;
}

/** Lists the addresses that may mount the folder: those of all nodes of Kubernetes, and no others. */
export function sharedFolderClients(nodes: readonly Node[]): readonly string[] {
  return nodes.map(({ address }) => address).toSorted();
}
