import type { Scope } from '../../engine/model.ts';
import { apiEndpoint, firstControlPlane } from '../../inventory/address.ts';
import { controlPlanesOf, isControlPlane } from '../../inventory/node-roles.ts';

/** Lists the APIs to ask, the node's own first: the shared address may belong to a control plane that is off. */
export function apisOf({ cluster, node, nodes }: Pick<Scope, 'cluster' | 'node' | 'nodes'>, address: string) {
  const others = controlPlanesOf(nodes).map((one) => one.address);
  const own = isControlPlane(node) ? [`${address}:6443`] : [];
  const all = [...own, apiEndpoint(cluster, firstControlPlane(nodes)), ...others.map((host) => `${host}:6443`)];
  return [...new Set(all)].map((host) => `https://${host}`);
}
