import type { Link, Links } from '../../facts/links.ts';
import { contains, parseAddress, parseNetwork } from '../../inventory/ipv4.ts';
import type { Node } from '../../inventory/schema.ts';
import type { StaticNetwork } from './stacks/stack.ts';

/**
 * Finds what the node's interface gets: what the inventory says, else what it has now. A text instead says what is
 * unknown.
 */
export function staticNetwork(node: Node, address: string, link: Link, links: Links): StaticNetwork | string {
  const { subnet, gateway, nameservers } = node.network;
  const prefix = subnet ? parseNetwork(subnet)?.prefix : prefixNow(link, address);
  if (prefix === undefined) return `${address} is in none of the networks that ${link.name} is in now`;
  const router = gateway ?? links.gateways.find((one) => one.link === link.name)?.address;
  if (router === undefined) return `${link.name} has no router now`;
  return { link: link.name, address, prefix, gateway: router, nameservers: nameservers ?? [router] };
}

function prefixNow(link: Link, wanted: string): number | undefined {
  const inside = link.addresses.find(({ address, prefix }) => {
    const network = parseNetwork(`${address}/${prefix}`);
    return network && contains(network, parseAddress(wanted) ?? Number.NaN);
  });
  return inside?.prefix;
}
