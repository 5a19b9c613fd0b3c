import { type Draft, has, originOf } from '../draft.ts';
import { contains, formatNetwork, type Network, overlaps, parseAddress, parseNetwork } from '../ipv4.ts';
import type { Finding, Path } from '../mistakes.ts';

interface NamedNetwork {
  readonly label: string;
  readonly path: Path;
  readonly written: string;
  readonly network: Network;
}

/** Finds networks that are not written with their first address: 192.168.0.1/24 instead of 192.168.0.0/24. */
export function* networksWithoutHostBits(draft: Draft): Iterable<Finding> {
  for (const { path, written, network } of allNetworks(draft)) {
    const text = formatNetwork(network);
    if (text !== written) yield { path, message: `${written} is not a network: write ${text}` };
  }
}

/** Finds overlaps between the pod network, the service network and the nodes' networks. */
export function* separateNetworks(draft: Draft): Iterable<Finding> {
  const all = allNetworks(draft);
  const [pods, services] = [all.find(isAt('podNetwork')), all.find(isAt('serviceNetwork'))];
  const nodeNetworks = all.filter((network) => network !== pods && network !== services);
  const pairs = [
    [services, pods] as const,
    ...nodeNetworks.flatMap((network) => [[pods, network] as const, [services, network] as const]),
  ];
  for (const [own, other] of pairs) {
    if (!own || !other || !overlaps(own.network, other.network)) continue;
    const place = has(draft.written, own.path) ? own.path : other.path;
    yield { path: place, message: overlapSentence(own, other, all) };
  }
}

/** Finds nodes inside the pod network or the service network. This is for nodes whose subnet is not known. */
export function* addressesOutsideOfCluster(draft: Draft): Iterable<Finding> {
  const own = allNetworks(draft).filter(({ path }) => path[0] === 'cluster');
  for (const [index, node] of draft.nodes.entries()) {
    for (const key of ['address', 'staticAddress'] as const) {
      const address = parseAddress(node[key] ?? '');
      const around = own.find(({ network }) => address !== undefined && contains(network, address));
      if (!around || node.network?.subnet) continue;
      const suggestion = freeNetwork(around, own);
      const message = `${node[key]} is inside the ${around.label} ${formatNetwork(around.network)}: write ${around.path.at(-1)}: ${suggestion} under cluster`;
      yield { path: ['nodes', index, key], message };
    }
  }
}

function overlapSentence(own: NamedNetwork, other: NamedNetwork, all: readonly NamedNetwork[]): string {
  const texts = [own, other].map(({ label, network }) => `the ${label} ${formatNetwork(network)}`);
  return `${texts.join(' overlaps ')}: write ${own.path.at(-1)}: ${freeNetwork(
    own,
    all.filter((network) => network !== own),
  )} under cluster`;
}

const candidates = {
  podNetwork: ['10.244.0.0/16', '10.32.0.0/16', '172.30.0.0/16', '192.168.128.0/18'],
  serviceNetwork: ['10.96.0.0/12', '10.112.0.0/12', '172.29.0.0/16', '192.168.224.0/20'],
};

/** Proposes another network instead of `own` that overlaps none of `taken`. */
function freeNetwork(own: NamedNetwork, taken: readonly NamedNetwork[]): string {
  const isFree = (text: string) => {
    const network = parseNetwork(text);
    return network !== undefined && !taken.some((other) => overlaps(network, other.network));
  };
  return candidates[own.path.at(-1) === 'podNetwork' ? 'podNetwork' : 'serviceNetwork'].find(isFree) ?? 'another one';
}

function allNetworks(draft: Draft): readonly NamedNetwork[] {
  const { podNetwork, serviceNetwork } = draft.cluster;
  const cluster = [
    { label: 'pod network', path: ['cluster', 'podNetwork'], written: podNetwork },
    { label: 'service network', path: ['cluster', 'serviceNetwork'], written: serviceNetwork },
  ];
  const nodes = draft.nodes.map(({ network }, index) => ({
    label: "nodes' subnet",
    path: originOf(draft, index, ['network', 'subnet']),
    written: network?.subnet,
  }));
  const found = new Map([...cluster, ...nodes].map((item) => [JSON.stringify([item.path, item.written]), item]));
  return [...found.values()].flatMap(({ label, path, written }) => {
    const network = parseNetwork(written ?? '');
    return network && written ? [{ label, path, written, network }] : [];
  });
}

function isAt(key: string): (network: NamedNetwork) => boolean {
  return ({ path }) => path[0] === 'cluster' && path[1] === key;
}

// Each node takes a /24 of the pod network (node-cidr-mask-size), and kubeadm refuses a network with more than 2^16 of
// them: https://github.com/kubernetes/kubernetes/blob/v1.35.4/cmd/kubeadm/app/apis/kubeadm/validation/validation.go
const nodeBits = 24;

/** Finds a pod network that is too large for kubeadm, or too small for the nodes. */
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

/** Finds a service network that kubeadm refuses: it takes /12 to /28. */
export function* serviceNetworkSize({ cluster }: Draft): Iterable<Finding> {
  const network = parseNetwork(cluster.serviceNetwork ?? '');
  if (!network || (network.prefix >= 12 && network.prefix <= 28)) return;
  yield { path: ['cluster', 'serviceNetwork'], message: 'write a service network from /12 to /28, e.g. 10.96.0.0/12' };
}
