import type { Cloudy, Node } from './schema.ts';

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

/** Says what a node is in its cluster. */
export function roleInWords(node: WithRole): string {
  return isControlPlane(node) ? 'a control plane' : 'a worker';
}

/** Selects the nodes that publish Services in Cloudy: all of its nodes where they share them, else one control plane. */
export function publishersOf(nodes: readonly Node[], { publish }: Cloudy): readonly Node[] {
  const members = nodes.filter(({ cloudy }) => cloudy);
  if (publish.spread) return members;
  const [first = members[0]] = controlPlanesOf(members);
  return first ? [first] : [];
}
