import { type Arch, platforms } from '../artifacts/architectures.ts';
import type { Cluster, Node } from '../inventory/schema.ts';
import { sh } from '../shell/sh.ts';
import { brief, type Distribution, smallest } from './distribution.ts';
import { fullCardOf } from './full-card.ts';
import { collectK3s } from './k3s-copy.ts';
import { k3sPaths } from './k3s-paths.ts';
import { defaultK3s } from './minors.ts';
import type { Download } from './release-files.ts';
import { Version } from './version.ts';

// Called as a part of k3s: a program named kubectl may be another one.
const kubectl = sh`${brief} k3s kubectl`;
/** The first releases of their minor versions with another pause image. */
const newerPause = ['1.35.7+k3s1', '1.36.3+k3s1'];
const { agent, server } = k3sPaths;
const unit = { 'control-plane': 'k3s.service', worker: 'k3s-agent.service' } as const;

/** The small Kubernetes, in one program: https://docs.k3s.io */
export const k3s: Distribution = {
  product: 'k3s',

  usual: defaultK3s,
  // No package registry has a k3s: one that was built from source has been through its tests (MICROCLOUD_LAB_K3S).
  tested: ['1.36.3+k3s1'],
  suffix: /^\+k3s\d+$/,
  usualSuffix: '+k3s1',
  // k3s reads a folder of such settings since March 2026: https://github.com/k3s-io/k3s/pull/13680 and its backports.
  firstWithContainerdSettings: ({ minor }) => ({ 34: '1.34.6+k3s1', 35: '1.35.3+k3s1' })[minor],
  refusals: {},
  downloads: (version) => [
    asset('k3s', version, { amd64: 'k3s', arm64: 'k3s-arm64', armhf: 'k3s-armhf' }),
    asset('k3s-airgap-images.tar.zst', version, {
      amd64: 'k3s-airgap-images-amd64.tar.zst',
      arm64: 'k3s-airgap-images-arm64.tar.zst',
      armhf: 'k3s-airgap-images-arm.tar.zst',
    }),
  ],
  // For nodes on which k3s has not run: what a running node says counts more. It was 3.6 for years:
  // https://github.com/k3s-io/k3s/pull/14339 and backports.
  pauseImage: (version) =>
    newerPause.some(
      (text) => version.minorsAheadOf(Version.of(text)) === 0 && version.compare(Version.of(text)) >= 0,
    ) || version.minor > 36
      ? 'docker.io/rancher/mirrored-pause:3.10.2'
      : 'docker.io/rancher/mirrored-pause:3.6',
  pauseImageFile: k3sPaths.containerdConfig,

  // Measured on a Pi 4: a server takes 1215 MiB with sqlite, 1413 with etcd, and 1588 with a workload:
  // https://docs.k3s.io/reference/resource-profiling
  minimums: {
    'control-plane': { memoryMebibytes: 700, advisedMebibytes: 1500, processors: 1 },
    worker: smallest,
    proxy: smallest,
  },
  ignoringSetting: undefined,
  // It brings its own containerd, and what kubelet calls.
  packages: [],
  // Its workers know all control planes.
  needsEndpoint: false,
  // Its kubelet starts with swap (fail-swap-on=false), and boards of 1 or 2 GB need their zram.
  swap: 'keep',
  acceptsCgroup1: (cluster, role) => kubeletWords(cluster, role).includes('fail-cgroupv1=false'),
  // https://github.com/k3s-io/k3s/blob/v1.35.4%2Bk3s1/pkg/daemons/agent/agent_linux.go
  fullCard: (cluster, role) =>
    fullCardOf(kubeletWords(cluster, role), { 'nodefs.available': '5%', 'imagefs.available': '5%' }),

  program: 'k3s',
  unit,
  parts: [],
  journal: ['k3s', 'k3s-agent'],
  adminConfig: k3sPaths.adminConfig,
  // A server makes this file, too, when its API is up.
  joined: `${agent}/kubelet.kubeconfig`,
  nodeCertificate: `${agent}/client-kubelet.crt`,
  nodeKey: `${agent}/client-kubelet.key`,
  shown: { certificate: `${agent}/serving-kubelet.crt`, key: `${agent}/serving-kubelet.key` },
  clusterCa: `${agent}/server-ca.crt`,
  clientCa: `${agent}/client-ca.crt`,
  certificates: [
    `${server}/tls/serving-kube-apiserver.crt`,
    `${server}/tls/client-kube-apiserver.crt`,
    `${server}/tls/client-admin.crt`,
    `${agent}/serving-kubelet.crt`,
    `${agent}/client-kubelet.crt`,
  ],
  renews: ['control-plane', 'worker'],
  state: [server, agent, '/etc/rancher/node', k3sPaths.adminConfig, k3sPaths.token, k3sPaths.agentToken, '/run/k3s'],
  unpacksInto: '/var/lib/rancher',
  installed: [
    '/etc/systemd/system/k3s.service',
    '/etc/systemd/system/k3s.service.env',
    '/etc/systemd/system/k3s-agent.service',
    '/etc/systemd/system/k3s-agent.service.env',
    '/etc/rancher',
    // The volumes of local-path are in it, and are deleted with it.
    '/var/lib/rancher',
  ],

  // Its API says nothing without a login, but k3s itself does, on the same port.
  aliveAt: '/ping',
  readyAt: '/ping',
  // Its kube-proxy answers the node itself only; its kubelet listens.
  servesAt: { port: 10250 },
  keepsPodsAway: false,
  enforcesPolicies: ({ k3s: { server = {} } }) => server['disable-network-policy'] !== true,
  loadBalancersTakePorts: ({ k3s: { serviceLb = true } }) => serviceLb,
  workloads: ['Deployment kube-system/coredns'],
  brings: {
    metrics: 'cluster.k3s.metricsServer',
    storage: 'cluster.k3s.localPath',
    ingress: 'cluster.k3s.traefik',
  },
  bringsDnsLater: ({ k3s: { server: settings } }) => {
    const { disable = [] } = settings ?? {};
    return !(Array.isArray(disable) && disable.includes('coredns'));
  },
  kubectl,
  kubectlWithin: (seconds) => sh`${brief} timeout ${seconds} k3s kubectl`,
  // k3s renews certificates when it starts, with less than 120 days left; before May 2025 with less than 90.
  renewCertificates: (role) => `systemctl restart ${unit[role]}`,
  renewByHand: (role) =>
    `sudo systemctl stop ${unit[role]}; sudo k3s certificate rotate; sudo systemctl start ${unit[role]}`,
  // Once this secret is deleted, a machine of that name may join again with another password.
  forget: (node) => sh`${kubectl} -n kube-system delete secret --ignore-not-found ${`${node}.node-password.k3s`}`,
  collect: collectK3s,

  // Flannel is inside k3s; pods outlive a restart.
  restartFlannel: `ssh {node} "sudo systemctl restart 'k3s*'"`,
  // kube-proxy is inside k3s, too.
  showProxy: 'ssh {node} sudo journalctl -u k3s -u k3s-agent',
};

function kubeletWords({ k3s: settings }: Cluster, role: Node['role']): readonly unknown[] {
  const { 'kubelet-arg': words } = (role === 'worker' ? settings.agent : settings.server) ?? {};
  return [words].flat();
}

// For each platform one list has the sums of all files of a release: https://github.com/k3s-io/k3s/releases
function asset(name: string, { release }: Version, assets: Readonly<Record<Arch, string>>): Download {
  const folder = `https://github.com/k3s-io/k3s/releases/download/${encodeURIComponent(release)}`;
  const source: Download['source'] = (arch) => ({
    origin: `${folder}/${assets[arch]}`,
    checksums: `${folder}/sha256sum-${platforms[arch].architecture}.txt`,
  });
  return { kind: 'file', name, version: release, roles: ['control-plane', 'worker'], source };
}
