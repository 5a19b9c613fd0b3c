import { type Draft, has } from '../draft.ts';
import type { Finding } from '../mistakes.ts';
import { isProxy, proxiesOf } from '../node-roles.ts';

/** Settings that only nodes of Kubernetes have. A proxy is none. */
const foreign = ['labels', 'taints', 'swap', 'docker', 'overlays'] as const;

/** Finds proxies without a shared address: nobody would reach them. */
export function* sharedAddressOfProxies({ cluster, nodes }: Draft): Iterable<Finding> {
  const [first] = proxiesOf(nodes);
  if (!first || 'sharedAddress' in cluster) return;
  const message = `${first.name ?? 'a node'} is a proxy, and proxies need an address that they share: write sharedAddress: 192.168.0.200 (one that no machine has) under cluster`;
  yield { path: ['cluster', 'sharedAddress'], message };
}

/** Finds proxies with settings of a node of Kubernetes or of Cloudy. */
export function* settingsOfProxies({ nodes, written }: Draft): Iterable<Finding> {
  for (const [index, node] of nodes.entries()) {
    if (!isProxy(node)) continue;
    for (const key of foreign) {
      if (!has(written.nodes?.[index], [key])) continue;
      const message = `a proxy is no node of Kubernetes: remove ${key}`;
      yield { path: ['nodes', index, key], at: 'key', message };
    }
    if (node.cloudy === true) {
      const message = 'a proxy is no node of Cloudy, as no Service runs there: remove this line';
      yield { path: ['nodes', index, 'cloudy'], message };
    }
  }
}
