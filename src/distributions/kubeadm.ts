import { UserError } from '../errors.ts';
import { sh } from '../shell/sh.ts';
import { brief, type Distribution, smallest } from './distribution.ts';
import { fullCard } from './full-card.ts';
import { collectKubeadm } from './kubeadm-copy.ts';
import { etcdutl, image, program } from './kubeadm-downloads.ts';
import { defaultKubernetes, flannelVersions, knownMinors, minorOf, testedKubernetes } from './minors.ts';
import type { Version } from './version.ts';

const every = ['control-plane', 'worker'] as const;
const controlPlane = ['control-plane'] as const;
const controlPlaneParts = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];
const pki = '/etc/kubernetes/pki';
const admin = sh`${brief} KUBECONFIG=/etc/kubernetes/admin.conf`;

/** Kubernetes as its own installer makes it: https://kubernetes.io/docs/reference/setup-tools/kubeadm/ */
export const kubeadm: Distribution = {
  product: 'Kubernetes',

  usual: defaultKubernetes,
  tested: testedKubernetes,
  suffix: /^$/,
  usualSuffix: '',
  firstWithContainerdSettings: () => undefined,
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
    ...controlPlaneParts.map((part) => image(`registry.k8s.io/${part}`, version.release, controlPlane)),
    image('registry.k8s.io/etcd', tagsOf(version).etcd, controlPlane),
    image('registry.k8s.io/kube-proxy', version.release, every),
    image('registry.k8s.io/coredns/coredns', tagsOf(version).coredns, every),
    image('registry.k8s.io/pause', tagsOf(version).pause, every),
    image('ghcr.io/flannel-io/flannel', flannelVersions.flannel, every),
    image('ghcr.io/flannel-io/flannel-cni-plugin', flannelVersions.cniPlugin, every),
    etcdutl(tagsOf(version).etcd),
  ],
  pauseImage: (version) => `registry.k8s.io/pause:${tagsOf(version).pause}`,
  pauseImageFile: undefined,

  // kubeadm's own minimum for control planes: kubeadm/app/constants.
  minimums: { 'control-plane': { memoryMebibytes: 1700, processors: 2 }, worker: smallest, proxy: smallest },
  ignoringSetting: 'cluster.kubeadm.ignorePreflight',
  packages: [
    { package: 'conntrack' },
    { package: 'ethtool' },
    { package: 'socat' },
    { package: 'containerd', instead: 'containerd.io' },
    // Also beside kubernetes-cni, which installs the same plugins to /opt/cni/bin: containerd looks in /usr/lib/cni.
    { package: 'containernetworking-plugins' },
  ],
  needsEndpoint: true,
  swap: 'off',
  acceptsCgroup1: ({ kubeadm: { kubelet } }) => kubelet?.failCgroupV1 === false,
  fullCard: ({ kubeadm: { kubelet } }) => {
    const hard = kubelet?.evictionHard;
    return fullCard(
      kubelet?.imageGCHighThresholdPercent,
      typeof hard === 'object' && hard !== null ? { ...hard } : undefined,
    );
  },

  program: 'kubelet',
  unit: { 'control-plane': 'kubelet.service', worker: 'kubelet.service' },
  parts: ['etcd', ...controlPlaneParts],
  journal: ['kubelet', 'containerd'],
  adminConfig: '/etc/kubernetes/admin.conf',
  joined: '/etc/kubernetes/kubelet.conf',
  nodeCertificate: '/var/lib/kubelet/pki/kubelet-client-current.pem',
  nodeKey: '/var/lib/kubelet/pki/kubelet-client-current.pem',
  shown: {
    certificate: '/var/lib/kubelet/pki/kubelet-server-current.pem',
    key: '/var/lib/kubelet/pki/kubelet-server-current.pem',
  },
  clusterCa: `${pki}/ca.crt`,
  clientCa: `${pki}/ca.crt`,
  certificates: [
    `${pki}/apiserver.crt`,
    `${pki}/apiserver-kubelet-client.crt`,
    `${pki}/apiserver-etcd-client.crt`,
    `${pki}/front-proxy-client.crt`,
    `${pki}/etcd/server.crt`,
    `${pki}/etcd/peer.crt`,
    `${pki}/etcd/healthcheck-client.crt`,
    ...['admin', 'super-admin', 'controller-manager', 'scheduler'].map((name) => `/etc/kubernetes/${name}.conf`),
  ],
  // kubelet renews its own certificate, and a worker has no other.
  renews: controlPlane,
  state: [
    '/etc/kubernetes',
    '/var/lib/etcd',
    // Not the folder: other programs keep their networks there, and containerd watches it.
    '/etc/cni/net.d/10-flannel.conflist',
    '/etc/cni/net.d/.10-flannel',
  ],
  installed: ['/etc/systemd/system/kubelet.service', '/etc/default/kubelet', '/usr/lib/cni/flannel'],

  aliveAt: '/livez',
  readyAt: '/readyz',
  // At this port kube-proxy answers load balancers.
  servesAt: { port: 10256, path: '/healthz' },
  keepsPodsAway: true,
  // Flannel connects pods, and separates none.
  enforcesPolicies: () => false,
  loadBalancersTakePorts: () => false,
  workloads: [
    'Deployment kube-system/coredns',
    'DaemonSet kube-system/kube-proxy',
    'DaemonSet kube-flannel/kube-flannel-ds',
  ],
  brings: {},
  bringsDnsLater: () => false,
  kubectl: sh`${admin} kubectl`,
  kubectlWithin: (seconds) => sh`${admin} timeout ${seconds} kubectl`,
  renewCertificates: () => 'kubeadm certs renew all',
  forget: () => sh`:`,
  collect: collectKubeadm,

  restartFlannel: 'kubectl -n kube-flannel delete pod --field-selector spec.nodeName={node}',
  showProxy: 'kubectl -n kube-system get pods -o wide -l k8s-app=kube-proxy',
};

function tagsOf(version: Version) {
  const tags = minorOf(version);
  if (tags) return tags;
  throw new UserError(`Which images Kubernetes ${version} uses is not known.`, {
    hints: [`Set cluster.version to a version of ${knownMinors.join(', ')}`],
    exitCode: 2,
  });
}
