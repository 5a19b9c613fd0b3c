import type { Cluster, Node } from '../inventory/schema.ts';
import { type Script, sh } from '../shell/sh.ts';
import { k3s } from './k3s.ts';
import { kubernetesImages } from './kubeadm.ts';
import type { Version } from './version.ts';

/** What differs between the distributions and more than one step or task must know. What one alone knows is beside it. */
export interface Distribution {
  /** Versions whose artifacts are known, the default first. */
  readonly versions: readonly string[];
  /** Whether a version that nobody has tried is published in the same way as those: then it may be asked for. */
  readonly isPublished: (version: Version) => boolean;
  /** The administrator's kubeconfig: where it is, there is a control plane. */
  readonly adminConfig: string;
  /** kubectl on a control plane, as administrator: words follow. */
  readonly kubectl: Script;
  /** The same, ended after so many seconds: --request-timeout is for each of many requests, and those it repeats. */
  readonly kubectlWithin: (seconds: number) => Script;
  /** A file that is there once the node has joined a cluster. */
  readonly joined: string;
  /** The systemd unit that runs Kubernetes. */
  readonly unit: Readonly<Record<Node['role'], string>>;
  /** Units whose journal tells why a node does not come up. */
  readonly journal: readonly string[];
  /** What to type so that Flannel starts anew on a node, which doctor puts for {node}. */
  readonly restartFlannel: string;
}

// Go tidies memory up on all processors while it works: what ends in a second does without, and takes a quarter less.
const brief = sh`GOGC=off GOMEMLIMIT=128MiB GOMAXPROCS=1`;
const admin = sh`${brief} KUBECONFIG=/etc/kubernetes/admin.conf`;

export const distributions: Readonly<Record<Cluster['distribution'], Distribution>> = {
  kubeadm: {
    versions: Object.keys(kubernetesImages),
    // The tags of its images are known for these versions only.
    isPublished: () => false,
    adminConfig: '/etc/kubernetes/admin.conf',
    kubectl: sh`${admin} kubectl`,
    kubectlWithin: (seconds) => sh`${admin} timeout ${seconds} kubectl`,
    joined: '/etc/kubernetes/kubelet.conf',
    unit: { 'control-plane': 'kubelet.service', worker: 'kubelet.service' },
    journal: ['kubelet', 'containerd'],
    restartFlannel: 'kubectl -n kube-flannel delete pod --field-selector spec.nodeName={node}',
  },
  k3s: {
    versions: ['1.35.4+k3s1'],
    // The newest changes of k3s's layout are older: https://docs.k3s.io/advanced#configuring-containerd
    isPublished: ({ major, minor, suffix }) => major === 1 && minor >= 33 && /^\+k3s\d+$/.test(suffix),
    adminConfig: k3s.adminConfig,
    // Not by a link of that name: there may be another kubectl.
    kubectl: sh`${brief} k3s kubectl`,
    kubectlWithin: (seconds) => sh`${brief} timeout ${seconds} k3s kubectl`,
    // A server makes it too, when its API is up.
    joined: '/var/lib/rancher/k3s/agent/kubelet.kubeconfig',
    unit: { 'control-plane': 'k3s.service', worker: 'k3s-agent.service' },
    journal: ['k3s', 'k3s-agent'],
    // It is inside k3s; pods outlive a restart.
    restartFlannel: `ssh {node} "sudo systemctl restart 'k3s*'"`,
  },
};

export const distributionNames = Object.keys(distributions) as readonly Cluster['distribution'][];

/** The row of the cluster's distribution. */
export function distributionOf({ distribution }: Pick<Cluster, 'distribution'>): Distribution {
  return distributions[distribution];
}

/** What to type to read why a node does not come up, on the node: "journalctl -u kubelet -u containerd". */
export function journalCommand(cluster: Pick<Cluster, 'distribution'>): string {
  return ['journalctl', ...distributionOf(cluster).journal.map((unit) => `-u ${unit}`)].join(' ');
}
