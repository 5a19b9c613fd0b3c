import type { Problem } from '../../engine/model.ts';

/** Neither the inventory nor the node itself tells where it is. */
export const noAddress: Problem = {
  kind: 'problem',
  id: 'cloudy.address',
  summary: 'Cloudy needs an IPv4 address of this node, and none is known',
  hint: "Write the node's IPv4 address into the inventory, or cloudy: false to leave it out of Cloudy.",
};
