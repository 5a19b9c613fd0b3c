import { distributionNames, distributions } from '../../distributions/table.ts';
import { type Draft, has } from '../draft.ts';
import { parseAddress } from '../ipv4.ts';
import type { Finding } from '../mistakes.ts';
import { controlPlanesOf } from '../node-roles.ts';

/** Finds an inventory without control planes, or with an even number of them. */
export function* oddControlPlanes({ nodes }: Draft): Iterable<Finding> {
  // If the schema has refused a role, that node may be meant as a control plane.
  if (nodes.length === 0 || nodes.some(({ role }) => role === undefined)) return;
  const indexes = [...nodes.keys()].filter((index) => nodes[index]?.role === 'control-plane');
  if (indexes.length === 0) {
    const message = 'no node is a control plane: write role: control-plane at one of them';
    yield { path: ['nodes'], at: 'key', message };
    return;
  }
  if (indexes.length % 2 === 1) return;
  yield {
    path: ['nodes', indexes.at(-1) ?? 0, 'role'],
    message: `this makes ${indexes.length} control planes, and an even number survives no more failures than one less: write ${indexes.length - 1} or ${indexes.length + 1} of them`,
  };
}

/**
 * Finds several control planes without a common address. Only kubeadm needs one: workers of k3s know all control
 * planes.
 */
export function* sharedEndpoint({ cluster, nodes }: Draft): Iterable<Finding> {
  const count = controlPlanesOf(nodes).length;
  const isNeeded = cluster.distribution === undefined || distributions[cluster.distribution].needsEndpoint;
  if (count < 2 || 'endpoint' in cluster || 'sharedAddress' in cluster || !isNeeded) return;
  const message = `${count} control planes need an address that they share: write sharedAddress: 192.168.0.200 (one that no machine has) under cluster`;
  yield { path: ['cluster', 'sharedAddress'], message };
}

/** Finds an endpoint that is no address with a port. */
export function* readableEndpoint({ cluster: { endpoint } }: Draft): Iterable<Finding> {
  if (endpoint === undefined) return;
  const [, host = '', port] = /^([a-z0-9.-]+):(\d{1,5})$/i.exec(endpoint) ?? [];
  const isAddress = !/^[\d.]+$/.test(host) || parseAddress(host) !== undefined;
  const isPort = Number(port) >= 1 && Number(port) <= 65_535;
  if (host !== '' && isAddress && isPort) return;
  yield { path: ['cluster', 'endpoint'], message: 'write the address and the port, such as 192.168.0.200:6443' };
}

/** Finds settings for another distribution than the cluster's. */
export function* oneDistribution({ cluster: { distribution }, written }: Draft): Iterable<Finding> {
  if (distribution === undefined) return;
  for (const other of distributionNames.filter((name) => name !== distribution)) {
    if (!has(written.cluster, [other])) continue;
    const message = `these settings are for ${other}, but distribution is ${distribution}: remove them, or write distribution: ${other}`;
    yield { path: ['cluster', other], at: 'key', message };
  }
}
