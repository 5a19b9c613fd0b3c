import type { Cloudy, MemberRole, Node } from './schema.ts';

interface WithRole {
  readonly role?: Node['role'] | undefined;
}

/** Tells whether a node runs the control plane of its cluster. */
export function isControlPlane({ role }: WithRole): boolean {
  return role === 'control-plane';
}

/** Selects the control planes among nodes. */
export function controlPlanesOf<T extends WithRole>(nodes: readonly T[]): readonly T[] {
  return nodes.filter(isControlPlane);
}

/** Tells whether a node is a proxy before the cluster, and no node of Kubernetes. */
export function isProxy({ role }: WithRole): boolean {
  return role === 'proxy';
}

/** Selects the proxies among nodes. */
export function proxiesOf<T extends WithRole>(nodes: readonly T[]): readonly T[] {
  return nodes.filter(isProxy);
}

/** Selects the nodes of Kubernetes. */
export function membersOf<T extends WithRole>(nodes: readonly T[]): readonly T[] {
  return nodes.filter((node) => !isProxy(node));
}

/** Selects the nodes that may hold the shared address: the proxies if there are any, else the control planes. */
export function holdersOf<T extends WithRole>(nodes: readonly T[]): readonly T[] {
  return nodes.some(isProxy) ? proxiesOf(nodes) : controlPlanesOf(nodes);
}

/** Returns the role of a node of Kubernetes, for tables without a row for proxies. Throws an Error for a proxy. */
export function memberRole({ name, role }: Pick<Node, 'name' | 'role'>): MemberRole {
  if (role === 'proxy') throw new Error(`${name} is a proxy, and was asked as a node of Kubernetes`);
  return role;
}

/** Sorts nodes by name, pi-2 before pi-10: moving an entry in the inventory changes nothing on the nodes. */
export function sortedByName<T extends Pick<Node, 'name'>>(nodes: readonly T[]): readonly T[] {
  return nodes.toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
}

const words = { 'control-plane': 'a control plane', worker: 'a worker', proxy: 'a proxy' } as const;

/** Says what a node is in its cluster. */
export function roleInWords({ role = 'worker' }: WithRole): string {
  return words[role];
}

/** Selects the nodes that publish Services in Cloudy: with `spread` all nodes of Cloudy, else one control plane. */
export function publishersOf(nodes: readonly Node[], { publish }: Cloudy): readonly Node[] {
  const members = nodes.filter(({ cloudy }) => cloudy);
  if (publish.spread) return members;
  const [first = members[0]] = controlPlanesOf(members);
  return first ? [first] : [];
}

/** Selects the nodes that have Cloudy's web pages. */
export function pagesOf(nodes: readonly Node[], { install }: Cloudy): readonly Node[] {
  return install === 'agent' ? [] : nodes.filter(({ cloudy }) => cloudy);
}

/**
 * Tells whether the nodes make a key of Serf for themselves. Nodes that join a community do not: it could not read
 * their messages, or has a key already.
 */
export function wantsSerfKey({ cloudy, nodes }: { readonly cloudy: Cloudy; readonly nodes: readonly Node[] }): boolean {
  return cloudy.serf.key === undefined && cloudy.serf.join.length === 0 && nodes.some((node) => node.cloudy);
}
