import { distributionOf } from '../distributions/table.ts';
import type { Fact } from '../engine/model.ts';
import { isControlPlane } from '../inventory/node-roles.ts';
import type { Cluster, Node } from '../inventory/schema.ts';
import { type Script, sh } from '../shell/sh.ts';
import { commandFact } from './command.ts';

/**
 * Asks by what host and port a member of a cluster of kubeadm calls the API: "api.home.internal:6443"; '' where the
 * node is in no cluster. A control plane's kubelet calls the API of its own node, so there the kubeconfig of
 * administrators is read.
 */
export function calledApi(cluster: Pick<Cluster, 'distribution'>, node: Pick<Node, 'role'>): Fact<string> {
  return commandFact(`API in ${toldIn(cluster, node)}`, calledScript(cluster, node), (stdout) => stdout.trim());
}

/** Makes the script of `calledApi`, which prints the host and the port. */
export function calledScript(cluster: Pick<Cluster, 'distribution'>, node: Pick<Node, 'role'>): Script {
  const path = toldIn(cluster, node);
  return sh`[ ! -e ${path} ] || ${hostIn(path)}`;
}

/** Prints host and port of the API that a kubeconfig names first. */
export function hostIn(kubeconfig: string | Script): Script {
  return sh`sed -n 's/^ *server: *"\{0,1\}https:\/\/\([^/"]*\).*/\1/p' ${kubeconfig} | head -n 1`;
}

function toldIn(cluster: Pick<Cluster, 'distribution'>, node: Pick<Node, 'role'>): string {
  const { adminConfig, joined } = distributionOf(cluster);
  return isControlPlane(node) ? adminConfig : joined;
}
