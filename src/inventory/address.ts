import { isIPv4 } from 'node:net';
import type { Cluster, Node } from './schema.ts';

/** The IPv4 address that a node shall have; undefined when the inventory only knows a name for it. */
export function nodeAddress(node: Node): string | undefined {
  return node.staticAddress ?? (isIPv4(node.address) ? node.address : undefined);
}

/** The node that makes the cluster: the first control plane of the inventory. */
export function firstControlPlane(nodes: readonly Node[]): Node {
  const first = nodes.find((node) => node.role === 'control-plane');
  if (!first) throw new Error('an inventory without a control plane passed its check');
  return first;
}

/** Whether the cluster's endpoint is this node itself, by its name or an address, and no address that nodes share. */
export function isEndpoint({ name, address, staticAddress }: Node, { endpoint = '' }: Cluster): boolean {
  return [name, address, staticAddress].includes(endpoint.replace(/:\d+$/, ''));
}

/** Host and port where the cluster's API answers. */
export function apiEndpoint(cluster: Cluster, nodes: readonly Node[]): string {
  const first = firstControlPlane(nodes);
  return cluster.endpoint ?? `${nodeAddress(first) ?? first.address}:6443`;
}
