import { platforms } from '../artifacts/architectures.ts';
import { UserError } from '../errors.ts';
import { sh } from '../shell/sh.ts';
import { brief, type Distribution, type Download, smallest } from './distribution.ts';
import type { Version } from './version.ts';

/** The two tags belong together: https://github.com/flannel-io/flannel/blob/v0.28.4/Documentation/kube-flannel.yml */
export const flannelVersions = { flannel: 'v0.28.4', cniPlugin: 'v1.9.1-flannel1' } as const;

/**
 * The versions that are known, the default first, with the tags of the images that kubeadm adds to a cluster:
 * DefaultEtcdVersion, CoreDNSVersion and PauseVersion in
 * https://github.com/kubernetes/kubernetes/blob/v1.35.4/cmd/kubeadm/app/constants/constants.go
 */
const imageTags: Readonly<Record<string, Readonly<Record<'etcd' | 'coredns' | 'pause', string>>>> = {
  '1.35.4': { etcd: '3.6.6-0', coredns: 'v1.13.1', pause: '3.10.1' },
  '1.36.3': { etcd: '3.6.8-0', coredns: 'v1.14.2', pause: '3.10.2' },
  '1.34.4': { etcd: '3.6.5-0', coredns: 'v1.12.1', pause: '3.10.1' },
};

const every = ['control-plane', 'worker'] as const;
const controlPlane = ['control-plane'] as const;
const pki = '/etc/kubernetes/pki';
const admin = sh`${brief} KUBECONFIG=/etc/kubernetes/admin.conf`;

/** Kubernetes as its own installer makes it: https://kubernetes.io/docs/reference/setup-tools/kubeadm/ */
export const kubeadm: Distribution = {
  product: 'Kubernetes',

  versions: Object.keys(imageTags),
  // Without the tags of its images a version cannot be brought to nodes.
  isPublished: () => false,
  isUpgraded: false,
  refusals: {
    armhf: {
      summary: 'kubeadm does not run on armhf: Kubernetes has no 32-bit programs for nodes since version 1.27',
      hint: 'Install the 64-bit Raspberry Pi OS (Pi 3 and later), or set cluster.distribution to k3s, which has 32-bit ARM builds',
    },
  },
  downloads: (version) => [
    program('kubeadm', version, every),
    program('kubelet', version, every),
    // A worker has no kubeconfig for people: kubectl there is 60 MB of SD card for nothing.
    program('kubectl', version, controlPlane),
    image('registry.k8s.io/kube-apiserver', version.release, controlPlane),
    image('registry.k8s.io/kube-controller-manager', version.release, controlPlane),
    image('registry.k8s.io/kube-scheduler', version.release, controlPlane),
    image('registry.k8s.io/etcd', tagsOf(version).etcd, controlPlane),
    image('registry.k8s.io/kube-proxy', version.release, every),
    image('registry.k8s.io/coredns/coredns', tagsOf(version).coredns, every),
    image('registry.k8s.io/pause', tagsOf(version).pause, every),
    image('ghcr.io/flannel-io/flannel', flannelVersions.flannel, every),
    image('ghcr.io/flannel-io/flannel-cni-plugin', flannelVersions.cniPlugin, every),
  ],
  pauseImage: (version) => `registry.k8s.io/pause:${tagsOf(version).pause}`,

  // kubeadm's own minimum for control planes: kubeadm/app/constants.
  minimums: { 'control-plane': { memoryMebibytes: 1700, processors: 2 }, worker: smallest },
  ignoringSetting: 'cluster.kubeadm.ignorePreflight',
  packages: [
    { package: 'conntrack' },
    { package: 'ethtool' },
    { package: 'socat' },
    { package: 'containerd', instead: 'containerd.io' },
    { package: 'containernetworking-plugins', instead: 'kubernetes-cni' },
  ],
  needsEndpoint: true,
  acceptsCgroup1: ({ kubeadm: { kubelet } }) => kubelet?.failCgroupV1 === false,

  program: 'kubelet',
  unit: { 'control-plane': 'kubelet.service', worker: 'kubelet.service' },
  journal: ['kubelet', 'containerd'],
  adminConfig: '/etc/kubernetes/admin.conf',
  joined: '/etc/kubernetes/kubelet.conf',
  clusterCa: `${pki}/ca.crt`,
  certificates: [
    `${pki}/apiserver.crt`,
    `${pki}/apiserver-kubelet-client.crt`,
    `${pki}/apiserver-etcd-client.crt`,
    `${pki}/front-proxy-client.crt`,
    `${pki}/etcd/server.crt`,
    `${pki}/etcd/peer.crt`,
    `${pki}/ca.crt`,
  ],
  state: [
    '/etc/kubernetes',
    '/var/lib/etcd',
    // Not the folder: other programs keep their networks there, and containerd watches it.
    '/etc/cni/net.d/10-flannel.conflist',
    '/etc/cni/net.d/.10-flannel',
  ],
  installed: ['/etc/systemd/system/kubelet.service', '/etc/default/kubelet', '/usr/lib/cni/flannel'],

  keepsPodsAway: true,
  workloads: [
    'Deployment kube-system/coredns',
    'DaemonSet kube-system/kube-proxy',
    'DaemonSet kube-flannel/kube-flannel-ds',
  ],
  bringsDnsLater: () => false,
  kubectl: sh`${admin} kubectl`,
  kubectlWithin: (seconds) => sh`${admin} timeout ${seconds} kubectl`,
  forget: () => sh`:`,

  restartFlannel: 'kubectl -n kube-flannel delete pod --field-selector spec.nodeName={node}',
  renewCertificates: 'ssh {node} "sudo kubeadm certs renew all && sudo systemctl restart kubelet"',
  showProxy: 'kubectl -n kube-system get pods -o wide -l k8s-app=kube-proxy',
};

function tagsOf(version: Version) {
  const tags = imageTags[`${version}`];
  if (tags) return tags;
  throw new UserError(`Which images Kubernetes ${version} uses is not known.`, {
    hints: [`Set cluster.version to one of ${Object.keys(imageTags).sort().join(', ')}`],
    exitCode: 2,
  });
}

function program(name: string, { release }: Version, roles: Download['roles']): Download {
  const origin = (architecture: string) => `https://dl.k8s.io/release/${release}/bin/linux/${architecture}/${name}`;
  const source: Download['source'] = (arch) => ({ origin: origin(platforms[arch].architecture) });
  return { kind: 'file', name, version: release, roles, source };
}

function image(repository: string, tag: string, roles: Download['roles']): Download {
  const name = `${repository}:${tag}`;
  return { kind: 'image', name, version: tag, roles, source: () => ({ origin: name }) };
}
