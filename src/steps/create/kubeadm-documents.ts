import { stringify } from 'yaml';
import type { Scope } from '../../engine/model.ts';
import { kubeadmRunning } from '../../facts/cluster/member-state.ts';
import { apiEndpoint } from '../../inventory/address.ts';
import { ipv4Of } from '../../inventory/ipv4.ts';
import { controlPlanesOf, isControlPlane } from '../../inventory/node-roles.ts';
import { type Script, Secret, sh } from '../../shell/sh.ts';
import { merged } from '../kubernetes/merge-settings.ts';

type Json = string | number | boolean | null | Secret | readonly Json[] | { readonly [key: string]: Json };
type Document = { readonly [key: string]: Json };

const apiVersion = 'kubeadm.k8s.io/v1beta4';
const criSocket = 'unix:///run/containerd/containerd.sock';
/** Limits for a Pi on an SD card: it needs minutes where a server needs seconds. */
const timeouts = { controlPlaneComponentHealthCheck: '10m0s', tlsBootstrap: '10m0s', discovery: '5m0s' };

/**
 * Runs kubeadm by file: no token and no key is in its arguments. What an earlier, interrupted run left is reset first.
 */
export function runKubeadm(
  verb: 'init' | 'join',
  documents: readonly Document[],
  options: readonly string[] = [],
): Script {
  return sh`if [ -e ${kubeadmRunning} ]; then kubeadm reset --force --cri-socket ${criSocket}; fi
mkdir -p /var/lib/microcloud
: >${kubeadmRunning}
( umask 077; printf %s ${asYaml(documents)} >/run/microcloud/kubeadm.yaml )
code=0
kubeadm ${verb} --config /run/microcloud/kubeadm.yaml ${options} || code=$?
rm -f /run/microcloud/kubeadm.yaml
[ $code -eq 0 ] || exit $code
rm -f ${kubeadmRunning}`;
}

/** Makes the documents of `kubeadm init`. */
export function initDocuments({ node, nodes, leader, cluster, secrets }: Scope): readonly Document[] {
  const { kubeadm } = cluster;
  const address = ipv4Of(node.address);
  const controlPlanes = controlPlanesOf(nodes);
  const names = controlPlanes.flatMap(({ name, address, sshAddress }) => [name, sshAddress, address]);
  const endpoint = apiEndpoint(cluster, leader);
  return [
    {
      apiVersion,
      kind: 'InitConfiguration',
      bootstrapTokens: [{ token: secrets.joinToken, ttl: '1h0m0s', description: 'microcloud init' }],
      ...(address ? { localAPIEndpoint: { advertiseAddress: address } } : {}),
      nodeRegistration: registration(node.name, cluster, nodes),
      timeouts,
    },
    merged(
      {
        apiVersion,
        kind: 'ClusterConfiguration',
        clusterName: cluster.name,
        kubernetesVersion: cluster.version.release,
        controlPlaneEndpoint: endpoint,
        apiServer: { certSANs: [...new Set([...names, endpoint.replace(/:\d+$/, '')])] },
        networking: { podSubnet: cluster.podNetwork, serviceSubnet: cluster.serviceNetwork },
      },
      kubeadm.cluster,
    ),
    { apiVersion: 'kubelet.config.k8s.io/v1beta1', kind: 'KubeletConfiguration', ...kubeadm.kubelet },
    proxyDocument(cluster),
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

function asYaml(documents: readonly Document[]): Secret {
  const all = (convert: (document: Document) => unknown) =>
    documents.map((item) => stringify(convert(item))).join('---\n');
  return new Secret(
    all((document) => JSON.parse(JSON.stringify(document))),
    () => all(revealed),
  );
}

function revealed(value: Json): unknown {
  if (value instanceof Secret) return value.reveal();
  if (Array.isArray(value)) return value.map(revealed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, revealed(item)]));
}
