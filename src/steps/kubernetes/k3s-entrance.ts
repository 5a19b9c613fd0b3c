import { parse } from 'yaml';
import type { Scope } from '../../engine/model.ts';
import type { FileState } from '../../facts/file.ts';
import type { Datastore } from '../../facts/k3s-datastore.ts';
import { controlPlanesOf } from '../../inventory/node-roles.ts';
import type { Node } from '../../inventory/schema.ts';

interface Entrance {
  readonly server?: string;
  readonly 'cluster-init'?: true;
}

/**
 * Chooses the server by which a node comes into the cluster, or says that the node begins a cluster. The choice stays
 * while that server is in the inventory: k3s need not restart when another control plane leads for a while.
 */
export function entranceOf(scope: Scope, datastore: Datastore, config: FileState): Entrance {
  const { cluster, node, nodes, leader, restoring } = scope;
  const present = presentIn(config, nodes);
  if (node.role === 'worker') {
    const server = cluster.endpoint === undefined ? undefined : `https://${cluster.endpoint}`;
    return { server: server ?? present.server ?? urlOf(leader) };
  }
  if (datastore === 'etcd' && Object.keys(present).length > 0) return present;
  if (node.name !== leader.name) return { server: urlOf(leader) };
  // A step of its own moves a cluster from sqlite to etcd.
  if (datastore === 'sqlite') return {};
  const comesWithEtcd = restoring?.parts.some(({ path }) => path === 'etcd.db') === true;
  return datastore === 'etcd' || comesWithEtcd || hasSeveralServers(nodes) ? { 'cluster-init': true } : {};
}

function presentIn(config: FileState, nodes: readonly Node[]): Entrance {
  const { server, 'cluster-init': init } = settingsIn(config);
  const urls = controlPlanesOf(nodes).map(urlOf);
  if (init === true) return { 'cluster-init': true };
  return server !== undefined && urls.includes(server) ? { server } : {};
}

function settingsIn(config: FileState): { readonly server?: string; readonly 'cluster-init'?: boolean } {
  try {
    return (config.exists && parse(config.content)) || {};
  } catch {
    return {};
  }
}

function urlOf(server: Node): string {
  return `https://${server.address}:6443`;
}

/** Says whether there are several servers. They keep the cluster in etcd; one server uses sqlite, which writes less. */
export function hasSeveralServers(nodes: readonly Node[]): boolean {
  return controlPlanesOf(nodes).length > 1;
}
