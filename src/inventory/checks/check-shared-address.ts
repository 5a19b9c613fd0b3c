import type { Draft } from '../draft.ts';
import { contains, parseAddress, parseNetwork } from '../ipv4.ts';
import type { Finding } from '../mistakes.ts';
import { holdersOf } from '../node-roles.ts';
import { placeSentence } from './check-addresses.ts';

const path = ['cluster', 'sharedAddress'];

/** Finds an inventory with both a shared address and another endpoint. */
export function* sharedAddressAlone({ cluster: { endpoint, sharedAddress } }: Draft): Iterable<Finding> {
  if (endpoint === undefined || sharedAddress === undefined || endpoint === `${sharedAddress}:6443`) return;
  const message = `this is another address than sharedAddress (${sharedAddress}:6443): remove one of them. endpoint is for a load balancer of your own`;
  yield { path: ['cluster', 'endpoint'], message };
}

/** Finds a shared address that is a machine's own, or outside of the network of the nodes that share it. */
export function* sharedAddressOfNobody({ cluster: { sharedAddress = '' }, nodes }: Draft): Iterable<Finding> {
  const address = parseAddress(sharedAddress);
  if (address === undefined) return;
  const owner = nodes.find((node) => [node.address, node.staticAddress].includes(sharedAddress));
  if (owner) {
    const message = `${sharedAddress} is the address of ${owner.name ?? 'a node'}: write one that no machine has`;
    return yield { path, message };
  }
  for (const node of holdersOf(nodes)) {
    const { subnet = '', gateway = '' } = node.network ?? {};
    const message = placeSentence(address, parseNetwork(subnet), parseAddress(gateway));
    if (message) return yield { path, message };
  }
}

/** Finds a shared address that is inside the network of pods or Services. */
export function* sharedAddressOutsideOfCluster({ cluster }: Draft): Iterable<Finding> {
  const address = parseAddress(cluster.sharedAddress ?? '');
  for (const key of ['podNetwork', 'serviceNetwork'] as const) {
    const network = parseNetwork(cluster[key] ?? '');
    if (address === undefined || !network || !contains(network, address)) continue;
    const message = `${cluster.sharedAddress} is inside ${key} (${cluster[key]}): write an address of the nodes' network`;
    yield { path, message };
  }
}
