import type { Node } from '../inventory/schema.ts';

interface Where {
  readonly node: Node;
  readonly leader: Node;
}

/** Which nodes a step is about, by its `on`. A step without it is about `members`, the nodes of Kubernetes. */
export const places = {
  leader: ({ node, leader }: Where) => node.name === leader.name,
  others: ({ node, leader }: Where) => node.role !== 'proxy' && node.name !== leader.name,
  members: ({ node }: Where) => node.role !== 'proxy',
  proxies: ({ node }: Where) => node.role === 'proxy',
  machines: () => true,
} as const;

export type Place = keyof typeof places;
