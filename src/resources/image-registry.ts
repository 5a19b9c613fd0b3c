import { distributionOf } from '../distributions/table.ts';
import type { Cluster, Node } from '../inventory/schema.ts';

/** The registry of the cluster's own images, on one node: what nodes ask, and what images are pushed to. */
export const imageRegistry = {
  /** Nodes take images here, on the node's address. */
  port: 5443,
  /** Whoever has a login on the node puts images here, from the node itself. */
  pushPort: 5442,
  unit: 'microcloud-registry.service',
  pushUnit: 'microcloud-registry-push.service',
  configuration: '/etc/microcloud/registry/nodes.yml',
  pushConfiguration: '/etc/microcloud/registry/push.yml',
  /** The images: they stay where they are when the registry goes. */
  folder: '/var/lib/microcloud-registry',
  /** The unit of the Debian package, which listens on the port of Serf. */
  unitOfDebian: 'docker-registry.service',
} as const;

/**
 * Makes the host name with which each image of this registry begins, whichever node has it. No DNS knows the name, and
 * none needs to.
 */
function registryName({ name }: Pick<Cluster, 'name'>): string {
  return `registry.${name}.internal`;
}

/** Says whether a node is the one that has the images. */
export function hasRegistry({ cluster, node }: { readonly cluster: Cluster; readonly node: Node }): boolean {
  return cluster.addons?.registry?.node === node.name;
}

/** Says where nodes take images, and how both sides know each other; undefined where there is no such registry. */
export function ownRegistry(cluster: Cluster, nodes: readonly Pick<Node, 'name' | 'address'>[]) {
  const host = nodes.find(({ name }) => name === cluster.addons?.registry?.node);
  if (!host) return undefined;
  const { clusterCa, nodeCertificate, nodeKey } = distributionOf(cluster);
  return {
    host: registryName(cluster),
    url: `https://${host.address}:${imageRegistry.port}`,
    tls: { ca: clusterCa, certificate: nodeCertificate, key: nodeKey },
  };
}
