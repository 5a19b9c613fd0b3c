import { type Draft, originOf } from '../draft.ts';
import { contains, formatAddress, formatNetwork, parseAddress, parseNetwork } from '../ipv4.ts';
import type { Finding } from '../mistakes.ts';

/** Finds static addresses without gateway or subnet: a node needs all three. */
export function* staticAddressesHaveNetwork({ nodes, written }: Draft): Iterable<Finding> {
  for (const [index, { staticAddress, network = {} }] of nodes.entries()) {
    if (staticAddress === undefined || !written.nodes?.[index]) continue;
    const path = ['nodes', index, 'staticAddress'];
    // A key without a value here was refused by the schema: that mistake is reported already.
    if (!('gateway' in network))
      yield { path, message: 'a static address needs a gateway: write network: {gateway: …}' };
    if (!('subnet' in network)) yield { path, message: 'a static address needs a subnet: write network: {subnet: …}' };
  }
}

/** Finds gateways that are no machine of the subnet. */
export function* gatewaysInSubnet(draft: Draft): Iterable<Finding> {
  for (const [index, { network }] of draft.nodes.entries()) {
    const subnet = parseNetwork(network?.subnet ?? '');
    const gateway = parseAddress(network?.gateway ?? '');
    if (!subnet || gateway === undefined) continue;
    const path = originOf(draft, index, ['network', 'gateway']);
    const text = formatAddress(gateway);
    const isEdge = subnet.prefix <= 30 && (gateway === subnet.first || gateway === subnet.last);
    if (!contains(subnet, gateway)) {
      yield {
        path,
        message: `the gateway ${text} is outside the subnet ${formatNetwork(subnet)}: correct one of them`,
      };
    } else if (isEdge) {
      yield { path, message: `${text} is the network's own or broadcast address: write the address of your router` };
    }
  }
}
