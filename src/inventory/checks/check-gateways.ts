import { type Draft, originOf } from '../draft.ts';
import { contains, formatAddress, formatNetwork, parseAddress, parseNetwork } from '../ipv4.ts';
import type { Finding } from '../mistakes.ts';

/** A static address is written to the node together with its gateway and the length of its network. */
export function* staticAddressesHaveNetwork({ nodes, written }: Draft): Iterable<Finding> {
  for (const [index, { staticAddress, network = {} }] of nodes.entries()) {
    if (staticAddress === undefined || !written.nodes?.[index]) continue;
    const path = ['nodes', index, 'staticAddress'];
    // The schema has refused the value of a key that is there without one: its mistake is named already.
    if (!('gateway' in network))
      yield { path, message: 'a static address needs a gateway: write network: {gateway: …}' };
    if (!('subnet' in network)) yield { path, message: 'a static address needs a subnet: write network: {subnet: …}' };
  }
}

/** The gateway is a machine of the subnet. */
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
