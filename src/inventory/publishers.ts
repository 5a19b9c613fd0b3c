import type { Cloudy, Node } from './schema.ts';

/** Nodes that publish Services in Cloudy: all of its nodes where they share them, else the first control plane. */
export function publishersOf(nodes: readonly Node[], { publish }: Cloudy): readonly Node[] {
  const members = nodes.filter(({ cloudy }) => cloudy);
  if (publish.spread) return members;
  const [first = members[0]] = members.filter(({ role }) => role === 'control-plane');
  return first ? [first] : [];
}
