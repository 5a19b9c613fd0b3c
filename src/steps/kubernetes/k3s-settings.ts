import { k3sPaths } from '../../distributions/k3s-paths.ts';
import type { Scope } from '../../engine/model.ts';
import type { MemberState } from '../../facts/cluster/member-state.ts';
import type { FileState } from '../../facts/file.ts';
import type { Datastore } from '../../facts/k3s-datastore.ts';
import { chooseLink, type Links } from '../../facts/links.ts';
import { apiEndpoint, firstControlPlane } from '../../inventory/address.ts';
import { ipv4Of } from '../../inventory/ipv4.ts';
import { controlPlanesOf, isControlPlane } from '../../inventory/node-roles.ts';
import type { Cluster, Node } from '../../inventory/schema.ts';
import { writtenYaml } from '../../written-yaml.ts';
import { entranceOf } from './k3s-entrance.ts';
import { merged } from './merge-settings.ts';

type Settings = Parameters<typeof merged>[0];

/** Parts that k3s brings along: the switch in the inventory, and k3s's own name of the part. */
const parts: readonly (readonly [keyof Cluster['k3s'], string])[] = [
  ['traefik', 'traefik'],
  ['serviceLb', 'servicelb'],
  ['localPath', 'local-storage'],
  ['metricsServer', 'metrics-server'],
];

/** Writes config.yaml: https://docs.k3s.io/cli/server, https://docs.k3s.io/cli/agent */
export function k3sConfig(scope: Scope, links: Links, datastore: Datastore, present: FileState): string {
  const { cluster, node } = scope;
  const isServer = isControlPlane(node);
  const own = isServer ? serverSettings(scope) : { 'token-file': k3sPaths.agentToken };
  const extra = isServer ? cluster.k3s.server : cluster.k3s.agent;
  const all = merged({ ...nodeSettings(node, links), ...own, ...entranceOf(scope, datastore, present) }, extra);
  return `# Written by microcloud. Settings of your own: cluster.k3s in the inventory.\n${writtenYaml(all)}`;
}

// k3s would take the interface of the default route, which on a Pi with Wi-Fi may be the wrong one.
function nodeSettings(node: Node, links: Links): Settings {
  const address = ipv4Of(node.address);
  if (address === undefined) return { 'node-name': node.name };
  const link = chooseLink(links, address);
  return {
    'node-name': node.name,
    'node-ip': address,
    ...(link === undefined ? {} : { 'flannel-iface': link.name }),
  };
}

function serverSettings({ cluster, node, nodes }: Scope): Settings {
  const address = ipv4Of(node.address);
  const disabled = parts.flatMap(([part, name]) => (cluster.k3s[part] === false ? [name] : []));
  return {
    ...(address === undefined ? {} : { 'advertise-address': address }),
    'tls-san': namesOf(cluster, nodes),
    'cluster-cidr': cluster.podNetwork,
    'service-cidr': cluster.serviceNetwork,
    'flannel-backend': cluster.flannelBackend === 'wireguard' ? 'wireguard-native' : cluster.flannelBackend,
    ...(disabled.length === 0 ? {} : { disable: disabled }),
    'token-file': k3sPaths.token,
    'agent-token-file': k3sPaths.agentToken,
  };
}

/** Lists every name and address that the cluster is called by, whichever control plane leads. */
function namesOf(cluster: Cluster, nodes: readonly Node[]): readonly string[] {
  const controlPlanes = controlPlanesOf(nodes);
  const names = controlPlanes.flatMap(({ name, address, sshAddress }) => [name, address, sshAddress]);
  return [...new Set([...names, apiEndpoint(cluster, firstControlPlane(nodes)).replace(/:\d+$/, '')])].sort();
}

/** Says in the plan that a change restarts k3s: k3s reads the file at its start, and runs on a node in the cluster. */
export function restartWhen(state: MemberState): { readonly why?: string } {
  return state === 'done' ? { why: 'which restarts k3s' } : {};
}
