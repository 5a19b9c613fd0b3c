import { type Draft, has } from '../draft.ts';
import type { Finding } from '../mistakes.ts';
import { isProxy, proxiesOf } from '../node-roles.ts';

/** Settings that say something about a node of Kubernetes or of Cloudy. A proxy is neither. */
const foreign = ['labels', 'taints', 'swap', 'docker', 'overlays'] as const;

/** Proxies have an address that they share: without one nobody would come to them. */
export function* sharedAddressOfProxies({ cluster, nodes }: Draft): Iterable<Finding> {
  const [first] = proxiesOf(nodes);
  if (!first || 'sharedAddress' in cluster) return;
  const message = `${first.name ?? 'a node'} is a proxy, and proxies need an address that they share: write sharedAddress: 192.168.0.200 (one that no machine has) under cluster`;
  yield { path: ['cluster', 'sharedAddress'], message };
}

/** A proxy has no settings of a node of Kubernetes. */
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
