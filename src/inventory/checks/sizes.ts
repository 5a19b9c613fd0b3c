import type { Draft } from '../draft.ts';
import { parseNetwork } from '../ipv4.ts';
import type { Finding } from '../mistakes.ts';

// Each node takes a /24 of the pod network (node-cidr-mask-size), and kubeadm refuses more than 2^16 of them:
// https://github.com/kubernetes/kubernetes/blob/v1.35.4/cmd/kubeadm/app/apis/kubeadm/validation/validation.go
const nodeBits = 24;

/** Every node gets its part of the pod network. */
export function* podNetworkFitsNodes({ cluster, nodes }: Draft): Iterable<Finding> {
  const network = parseNetwork(cluster.podNetwork ?? '');
  if (!network) return;
  const path = ['cluster', 'podNetwork'];
  if (network.prefix < 8)
    yield { path, message: 'the pod network is too large: write a /8 or smaller, e.g. 10.244.0.0/16' };
  const room = 2 ** (nodeBits - network.prefix);
  if (room >= Math.max(nodes.length, 1)) return;
  yield {
    path,
    message: `the pod network is too small: each node takes a /24 of it, write a /16 such as 10.244.0.0/16`,
  };
}

/** kubeadm takes service networks from /12 to /28. */
export function* serviceNetworkSize({ cluster }: Draft): Iterable<Finding> {
  const network = parseNetwork(cluster.serviceNetwork ?? '');
  if (!network || (network.prefix >= 12 && network.prefix <= 28)) return;
  yield { path: ['cluster', 'serviceNetwork'], message: 'write a service network from /12 to /28, e.g. 10.96.0.0/12' };
}
