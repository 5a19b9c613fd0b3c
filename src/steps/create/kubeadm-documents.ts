import type { Scope } from '../../engine/model.ts';
import { apiEndpoint } from '../../inventory/address.ts';
import { ipv4Of } from '../../inventory/ipv4.ts';
import { controlPlanesOf, isControlPlane } from '../../inventory/node-roles.ts';
import type { Secret } from '../../shell/sh.ts';
import { wantedApi } from '../entrance/api-block.ts';
import { merged } from '../kubernetes/merge-settings.ts';
import { asYaml, criSocket, type Document } from './run-kubeadm.ts';

const apiVersion = 'kubeadm.k8s.io/v1beta4';
/** Limits for a Pi on an SD card: it needs minutes where a server needs seconds. */
const timeouts = {
  controlPlaneComponentHealthCheck: '10m0s',
  kubeletHealthCheck: '10m0s',
  kubernetesAPICall: '10m0s',
  etcdAPICall: '5m0s',
  tlsBootstrap: '10m0s',
  discovery: '5m0s',
};

/**
 * Makes the documents of `kubeadm init`. Nodes that come back to a cluster from a copy go on calling its API as they did, and
 * kube-proxy does the same on each of them.
 */
export function initDocuments({ node, nodes, cluster, secrets, restoring }: Scope): readonly Document[] {
  const address = ipv4Of(node.address);
  const endpoint = wantedApi({ cluster, nodes, called: restoring?.called ?? '' });
  return [
    {
      apiVersion,
      kind: 'InitConfiguration',
      bootstrapTokens: [{ token: secrets.joinToken, ttl: '1h0m0s', description: 'microcloud init' }],
      ...(address ? { localAPIEndpoint: { advertiseAddress: address } } : {}),
      nodeRegistration: registration(node.name, cluster, nodes),
      timeouts,
    },
    ...settingDocuments({ nodes, cluster }, endpoint),
    proxyDocument(cluster),
  ];
}

/**
 * Makes the settings of the whole cluster, which kubeadm keeps in the ConfigMaps kubeadm-config and kubelet-config. The
 * endpoint is what nodes call the API by. People call it by an address: their computers do not know the name.
 */
export function settingDocuments(
  { nodes, cluster }: Pick<Scope, 'nodes' | 'cluster'>,
  endpoint: string,
): readonly Document[] {
  const { kubeadm, sharedAddress } = cluster;
  const names = controlPlanesOf(nodes).flatMap(({ name, address, sshAddress }) => [name, sshAddress, address]);
  const all = [...names, endpoint.replace(/:\d+$/, ''), ...(sharedAddress ? [sharedAddress] : [])];
  return [
    merged(
      {
        apiVersion,
        kind: 'ClusterConfiguration',
        clusterName: cluster.name,
        kubernetesVersion: cluster.version.release,
        controlPlaneEndpoint: endpoint,
        apiServer: { certSANs: [...new Set(all)] },
        networking: { podSubnet: cluster.podNetwork, serviceSubnet: cluster.serviceNetwork },
      },
      kubeadm.cluster,
    ),
    { apiVersion: 'kubelet.config.k8s.io/v1beta1', kind: 'KubeletConfiguration', ...kubeadm.kubelet },
  ];
}

/** Makes what `kubeadm init phase addon` reads beside the cluster's own settings. */
export function addonDocuments({ node, cluster }: Pick<Scope, 'node' | 'cluster'>) {
  const address = ipv4Of(node.address);
  const endpoint = address ? { localAPIEndpoint: { advertiseAddress: address } } : {};
  const init = { apiVersion, kind: 'InitConfiguration', ...endpoint, nodeRegistration: { name: node.name, criSocket } };
  return { init, proxy: proxyDocument(cluster) };
}

function proxyDocument({ kubeadm }: Pick<Scope['cluster'], 'kubeadm'>): Document {
  return { apiVersion: 'kubeproxy.config.k8s.io/v1alpha1', kind: 'KubeProxyConfiguration', ...kubeadm.kubeProxy };
}

/** Makes the document of `kubeadm join`, for a worker or a further control plane. */
export function joinDocuments({ node, nodes, leader, cluster, secrets }: Scope): readonly Document[] {
  const address = ipv4Of(node.address);
  const endpoint = address ? { localAPIEndpoint: { advertiseAddress: address } } : {};
  return [
    {
      apiVersion,
      kind: 'JoinConfiguration',
      discovery: {
        bootstrapToken: {
          token: secrets.joinToken,
          apiServerEndpoint: apiEndpoint(cluster, leader),
          caCertHashes: [secrets.caCertHash],
        },
      },
      nodeRegistration: registration(node.name, cluster, nodes),
      ...(isControlPlane(node) ? { controlPlane: { ...endpoint, certificateKey: secrets.certificateKey } } : {}),
      timeouts,
    },
  ];
}

/** Makes the document of `kubeadm upgrade`, for the control plane that begins and for all other nodes. */
export function upgradeDocument({ version, kubeadm }: Scope['cluster']): Document {
  const ignorePreflightErrors = kubeadm.ignorePreflight ?? [];
  return {
    apiVersion,
    kind: 'UpgradeConfiguration',
    apply: { kubernetesVersion: version.release, ignorePreflightErrors },
    node: { ignorePreflightErrors },
    timeouts: { ...timeouts, upgradeManifests: '15m0s' },
  };
}

/** Makes what `kubeadm token create` and `kubeadm init phase upload-certs` read: the token and the key of this run. */
export function tokenDocuments({ cluster, secrets }: Scope): Secret {
  return asYaml([
    {
      apiVersion,
      kind: 'InitConfiguration',
      bootstrapTokens: [{ token: secrets.joinToken, ttl: '1h0m0s', description: 'microcloud' }],
      certificateKey: secrets.certificateKey,
      nodeRegistration: { criSocket },
    },
    { apiVersion, kind: 'ClusterConfiguration', kubernetesVersion: cluster.version.release },
  ]);
}

/** Says whether there are no workers: then the control planes run all pods. */
export function isLone(nodes: Scope['nodes']): boolean {
  return nodes.every(isControlPlane);
}

// Without this list kubeadm gives control planes a taint that keeps pods away.
function registration(name: string, { kubeadm }: Scope['cluster'], nodes: Scope['nodes']): Document {
  const taints = isLone(nodes) ? { taints: [] } : {};
  return { name, criSocket, ignorePreflightErrors: kubeadm.ignorePreflight ?? [], ...taints };
}
