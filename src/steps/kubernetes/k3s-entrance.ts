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
 * By which server a node comes into the cluster, or that it begins one. What brought a node in stays while that server
 * is in the inventory: when another one leads for a while, nobody restarts.
 */
export function entranceOf({ cluster, node, nodes, leader }: Scope, datastore: Datastore, config: FileState): Entrance {
  const present = presentIn(config, nodes);
  if (node.role === 'worker') {
    const server = cluster.endpoint === undefined ? undefined : `https://${cluster.endpoint}`;
    return { server: server ?? present.server ?? urlOf(leader) };
  }
  if (datastore === 'etcd' && Object.keys(present).length > 0) return present;
  if (node.name !== leader.name) return { server: urlOf(leader) };
  // sqlite is moved to etcd by a step of its own.
  return datastore !== 'sqlite' && (datastore === 'etcd' || hasSeveralServers(nodes)) ? { 'cluster-init': true } : {};
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

/** Several servers keep the cluster in etcd; one alone in sqlite, which is kinder to a card. */
export function hasSeveralServers(nodes: readonly Node[]): boolean {
  return controlPlanesOf(nodes).length > 1;
}
