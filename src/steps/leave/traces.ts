import { kubeadmRunning } from '../../facts/cluster/member-state.ts';
import type { Cluster } from '../../inventory/schema.ts';

/** What a distribution leaves on a node, as far as it is units and files. */
export interface Traces {
  readonly units: readonly string[];
  /** What makes the node a member of a cluster, and what pods had there. */
  readonly state: readonly string[];
  /** What was installed, beside programs. */
  readonly installed: readonly string[];
}

const podState = ['/var/lib/kubelet', '/var/lib/cni', '/run/flannel', '/var/log/pods', '/var/log/containers'];
const kubectlCache = '/root/.kube/cache';
/** Where the publisher has its access to the cluster, and what it was installed as. */
const publisherState = ['/run/microcloud-publisher-token', '/run/microcloud-publisher'];
const publisher = [
  '/etc/systemd/system/microcloud-publisher.service',
  '/etc/systemd/system/microcloud-publisher-token.service',
  '/etc/microcloud/publisher.json',
  '/usr/local/lib/microcloud',
];

const traces: Readonly<Record<Cluster['distribution'], Traces>> = {
  kubeadm: {
    units: ['kubelet.service'],
    state: [
      '/etc/kubernetes',
      '/var/lib/etcd',
      // Not the folder: other programs keep their networks there, and containerd watches it.
      '/etc/cni/net.d/10-flannel.conflist',
      '/etc/cni/net.d/.10-flannel',
      ...podState,
      kubectlCache,
      ...publisherState,
      kubeadmRunning,
    ],
    installed: [
      '/etc/systemd/system/kubelet.service',
      '/etc/default/kubelet',
      '/usr/lib/cni/flannel',
      '/var/lib/microcloud/artifacts',
      ...publisher,
    ],
  },
  k3s: {
    units: ['k3s.service', 'k3s-agent.service'],
    state: [
      '/var/lib/rancher/k3s/server',
      '/var/lib/rancher/k3s/agent',
      '/etc/rancher/node',
      '/etc/rancher/k3s/k3s.yaml',
      '/etc/rancher/k3s/token',
      '/etc/rancher/k3s/agent-token',
      '/run/k3s',
      ...podState,
      kubectlCache,
      ...publisherState,
    ],
    installed: [
      '/etc/systemd/system/k3s.service',
      '/etc/systemd/system/k3s.service.env',
      '/etc/systemd/system/k3s-agent.service',
      '/etc/systemd/system/k3s-agent.service.env',
      '/etc/rancher',
      // With it go the volumes of local-path.
      '/var/lib/rancher',
      '/var/lib/microcloud/artifacts',
      ...publisher,
    ],
  },
};

/** The row of the cluster's distribution. */
export function tracesOf({ distribution }: Pick<Cluster, 'distribution'>): Traces {
  return traces[distribution];
}
