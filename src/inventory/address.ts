import { ipv4Of } from './ipv4.ts';
import { isControlPlane } from './node-roles.ts';
import type { Cluster, Node, NodeEntry } from './schema.ts';

/** Makes a node of an inventory's entry: gives its two addresses the names that the program uses. */
export function nodeOf(entry: NodeEntry): Node {
  const { address, staticAddress = address } = entry;
  return { ...entry, address: staticAddress, sshAddress: address };
}

/** Turns a node back into an entry with the inventory's names. */
export function entryOf({ sshAddress, ...node }: Node): NodeEntry {
  return { ...node, address: sshAddress };
}

/** Says on one line where a node is, and where it will be. */
export function addressesInWords({ address, sshAddress, staticAddress }: Node): string {
  if (staticAddress === undefined) return address;
  return sshAddress === address ? `${address} (static)` : `${sshAddress}, then ${address} (static)`;
}

/** Finds the control plane that leads as long as no other one has a cluster: the first one in the inventory. */
export function firstControlPlane(nodes: readonly Node[]): Node {
  const first = nodes.find(isControlPlane);
  if (!first) throw new Error('an inventory without a control plane passed its check');
  return first;
}

/** Tells whether a text names this node, by its name or by one of its addresses. */
export function isCalled(host: string, { name, address, sshAddress }: Node): boolean {
  return [name, address, sshAddress].includes(host);
}

/**
 * Tells whether the cluster's endpoint is this node itself, by its name or an address, and not an address that nodes
 * share.
 */
export function isEndpoint(node: Node, { endpoint = '' }: Cluster): boolean {
  return isCalled(endpoint.replace(/:\d+$/, ''), node);
}

/**
 * Returns host and port where the cluster's API answers: the inventory's endpoint, the shared address, or this control
 * plane's own address.
 */
export function apiEndpoint({ endpoint, sharedAddress }: Cluster, controlPlane: Node): string {
  return endpoint ?? `${sharedAddress ?? controlPlane.address}:6443`;
}

/** Returns the name by which nodes of a new kubeadm cluster call the API. The address behind it may change later. */
export function apiName({ name }: Pick<Cluster, 'name'>): string {
  return `api.${name}.internal`;
}

/**
 * Returns the address behind {@link apiName}: the shared one, or that of the first control plane; undefined where that
 * is not IPv4.
 */
export function apiAddress({ sharedAddress }: Cluster, nodes: readonly Node[]): string | undefined {
  return sharedAddress ?? ipv4Of(firstControlPlane(nodes).address);
}

/** Returns host and port by which nodes of a new kubeadm cluster call the API. */
export function namedEndpoint(cluster: Cluster, nodes: readonly Node[]): string {
  const isNamed = cluster.endpoint === undefined && apiAddress(cluster, nodes) !== undefined;
  return isNamed ? `${apiName(cluster)}:6443` : apiEndpoint(cluster, firstControlPlane(nodes));
}

/**
 * Returns host and port by which nodes of k3s call the API of one server: they know all servers and need no shared
 * address.
 */
export function serverEndpoint({ endpoint }: Cluster, server: Node): string {
  return endpoint ?? `${server.address}:6443`;
}
