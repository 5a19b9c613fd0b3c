import { ipv4Of } from './ipv4.ts';
import { isControlPlane } from './node-roles.ts';
import type { Cluster, Node, NodeEntry } from './schema.ts';

/** Names the two addresses of an entry by what they are for. */
export function nodeOf(entry: NodeEntry): Node {
  const { address, staticAddress = address } = entry;
  return { ...entry, address: staticAddress, sshAddress: address };
}

/** Turns a node back into the inventory's words. */
export function entryOf({ sshAddress, ...node }: Node): NodeEntry {
  return { ...node, address: sshAddress };
}

/** Says on one line where a node is, and where it will be. */
export function addressesInWords({ address, sshAddress, staticAddress }: Node): string {
  if (staticAddress === undefined) return address;
  return sshAddress === address ? `${address} (static)` : `${sshAddress}, then ${address} (static)`;
}

/** The control plane that leads while no other one has a cluster already: the first one of the inventory. */
export function firstControlPlane(nodes: readonly Node[]): Node {
  const first = nodes.find(isControlPlane);
  if (!first) throw new Error('an inventory without a control plane passed its check');
  return first;
}

/** Whether a node is meant: by its name, or by one of its addresses. */
export function isCalled(host: string, { name, address, sshAddress }: Node): boolean {
  return [name, address, sshAddress].includes(host);
}

/** Whether the cluster's endpoint is this node itself, by its name or an address, and no address that nodes share. */
export function isEndpoint(node: Node, { endpoint = '' }: Cluster): boolean {
  return isCalled(endpoint.replace(/:\d+$/, ''), node);
}

/** Host and port where the cluster's API answers: the inventory's, the shared address, or this control plane's own. */
export function apiEndpoint({ endpoint, sharedAddress }: Cluster, controlPlane: Node): string {
  return endpoint ?? `${sharedAddress ?? controlPlane.address}:6443`;
}

/** The name by which nodes of a new cluster of kubeadm call its API: where it leads may change. */
export function apiName({ name }: Pick<Cluster, 'name'>): string {
  return `api.${name}.internal`;
}

/** The address behind that name: the shared one, or that of the control plane; undefined where it has none of IPv4. */
export function apiAddress({ sharedAddress }: Cluster, nodes: readonly Node[]): string | undefined {
  return sharedAddress ?? ipv4Of(firstControlPlane(nodes).address);
}

/** Host and port by which nodes of a new cluster of kubeadm call its API. */
export function namedEndpoint(cluster: Cluster, nodes: readonly Node[]): string {
  const isNamed = cluster.endpoint === undefined && apiAddress(cluster, nodes) !== undefined;
  return isNamed ? `${apiName(cluster)}:6443` : apiEndpoint(cluster, firstControlPlane(nodes));
}

/** The same for nodes that know each control plane, and need no shared address: those of k3s. */
export function serverEndpoint({ endpoint }: Cluster, server: Node): string {
  return endpoint ?? `${server.address}:6443`;
}
