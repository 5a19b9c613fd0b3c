import type { Problem } from '../../engine/model.ts';
import { chooseLink, type Links } from '../../facts/links.ts';
import { ipv4Of } from '../../inventory/ipv4.ts';
import type { Node } from '../../inventory/schema.ts';

/**
 * Finds the node's own IPv4 address, and the interface that has it or will have it; undefined where either is unknown.
 */
export function placeOf(node: Node, links: Links): { readonly address: string; readonly link: string } | undefined {
  const wanted = ipv4Of(node.address);
  const link = chooseLink(links, wanted ?? '');
  const address = wanted ?? ipv4Of(links.arrival) ?? link?.addresses.map((one) => ipv4Of(one.address)).find(Boolean);
  return link && address ? { address, link: link.name } : undefined;
}

/** Neither the inventory nor the node itself has an IPv4 address. */
export const noAddress: Problem = {
  kind: 'problem',
  id: 'cloudy.address',
  summary: 'Cloudy needs an IPv4 address of this node, and none is known',
  hint: "Write the node's IPv4 address into the inventory, or cloudy: false to leave it out of Cloudy.",
};
