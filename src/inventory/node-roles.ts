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

/** Tells whether a node stands before the cluster, and is no node of Kubernetes. */
export function isProxy({ role }: WithRole): boolean {
  return role === 'proxy';
}

/** Selects the nodes that stand before the cluster. */
export function proxiesOf<T extends WithRole>(nodes: readonly T[]): readonly T[] {
  return nodes.filter(isProxy);
}

/** Selects the nodes of Kubernetes. */
export function membersOf<T extends WithRole>(nodes: readonly T[]): readonly T[] {
  return nodes.filter((node) => !isProxy(node));
}

/** Selects the nodes that hand the shared address to one another: proxies where there are some, else control planes. */
export function holdersOf<T extends WithRole>(nodes: readonly T[]): readonly T[] {
  return nodes.some(isProxy) ? proxiesOf(nodes) : controlPlanesOf(nodes);
}

/** What a node of Kubernetes does there: most tables have no row for proxies, which nobody asks them about. */
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

/** Selects the nodes that publish Services in Cloudy: all of its nodes where they share them, else one control plane. */
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

/** Whether the nodes have a key of Serf of their own: a community does not understand it, or has its own one. */
export function wantsSerfKey({ cloudy, nodes }: { readonly cloudy: Cloudy; readonly nodes: readonly Node[] }): boolean {
  return cloudy.serf.key === undefined && cloudy.serf.join.length === 0 && nodes.some((node) => node.cloudy);
}
