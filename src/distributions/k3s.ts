import { type Arch, platforms } from '../artifacts/architectures.ts';
import { sh } from '../shell/sh.ts';
import { brief, type Distribution, type Download, smallest } from './distribution.ts';
import { k3sPaths } from './k3s-paths.ts';
import type { Version } from './version.ts';

// Not by a link of that name: there may be another kubectl.
const kubectl = sh`${brief} k3s kubectl`;
const { agent, server } = k3sPaths;

/** The small Kubernetes, in one program: https://docs.k3s.io */
export const k3s: Distribution = {
  product: 'k3s',

  versions: ['1.35.4+k3s1'],
  // The newest changes of its layout are older: https://docs.k3s.io/advanced#configuring-containerd
  isPublished: ({ major, minor, suffix }) => major === 1 && minor >= 33 && /^\+k3s\d+$/.test(suffix),
  isUpgraded: true,
  refusals: {},
  downloads: (version) => [
    asset('k3s', version, { amd64: 'k3s', arm64: 'k3s-arm64', armhf: 'k3s-armhf' }),
    asset('k3s-airgap-images.tar.zst', version, {
      amd64: 'k3s-airgap-images-amd64.tar.zst',
      arm64: 'k3s-airgap-images-arm64.tar.zst',
      armhf: 'k3s-airgap-images-arm.tar.zst',
    }),
  ],
  // https://github.com/k3s-io/k3s/blob/v1.35.4%2Bk3s1/pkg/cli/cmds/agent.go
  pauseImage: () => 'docker.io/rancher/mirrored-pause:3.6',

  // Measured on a Pi: https://docs.k3s.io/reference/resource-profiling
  minimums: { 'control-plane': { memoryMebibytes: 700, processors: 1 }, worker: smallest },
  ignoringSetting: undefined,
  // It brings its own containerd, and what kubelet calls.
  packages: [],
  // Its workers know all control planes.
  needsEndpoint: false,
  acceptsCgroup1: ({ k3s: settings }, role) => {
    const { 'kubelet-arg': words } = (role === 'worker' ? settings.agent : settings.server) ?? {};
    return [words].flat().includes('fail-cgroupv1=false');
  },

  program: 'k3s',
  unit: { 'control-plane': 'k3s.service', worker: 'k3s-agent.service' },
  journal: ['k3s', 'k3s-agent'],
  adminConfig: k3sPaths.adminConfig,
  // A server makes it too, when its API is up.
  joined: `${agent}/kubelet.kubeconfig`,
  clusterCa: `${agent}/server-ca.crt`,
  certificates: [
    `${server}/tls/serving-kube-apiserver.crt`,
    `${server}/tls/client-kube-apiserver.crt`,
    `${server}/tls/client-admin.crt`,
    `${agent}/serving-kubelet.crt`,
    `${agent}/client-kubelet.crt`,
  ],
  state: [server, agent, '/etc/rancher/node', k3sPaths.adminConfig, k3sPaths.token, k3sPaths.agentToken, '/run/k3s'],
  installed: [
    '/etc/systemd/system/k3s.service',
    '/etc/systemd/system/k3s.service.env',
    '/etc/systemd/system/k3s-agent.service',
    '/etc/systemd/system/k3s-agent.service.env',
    '/etc/rancher',
    // With it go the volumes of local-path.
    '/var/lib/rancher',
  ],

  keepsPodsAway: false,
  workloads: ['Deployment kube-system/coredns'],
  bringsDnsLater: ({ k3s: { server: settings } }) => {
    const { disable = [] } = settings ?? {};
    return !(Array.isArray(disable) && disable.includes('coredns'));
  },
  kubectl,
  kubectlWithin: (seconds) => sh`${brief} timeout ${seconds} k3s kubectl`,
  // Without it a machine of that name may come again with another password.
  forget: (node) => sh`${kubectl} -n kube-system delete secret --ignore-not-found ${`${node}.node-password.k3s`}`,

  // Flannel is inside k3s; pods outlive a restart.
  restartFlannel: `ssh {node} "sudo systemctl restart 'k3s*'"`,
  renewCertificates: 'ssh {node} "sudo systemctl restart k3s || sudo systemctl restart k3s-agent"',
  // So is kube-proxy.
  showProxy: 'ssh {node} sudo journalctl -u k3s -u k3s-agent',
};

// One list a platform for all files of a release: https://github.com/k3s-io/k3s/releases
function asset(name: string, { release }: Version, assets: Readonly<Record<Arch, string>>): Download {
  const folder = `https://github.com/k3s-io/k3s/releases/download/${encodeURIComponent(release)}`;
  const source: Download['source'] = (arch) => ({
    origin: `${folder}/${assets[arch]}`,
    checksums: `${folder}/sha256sum-${platforms[arch].architecture}.txt`,
  });
  return { kind: 'file', name, version: release, roles: ['control-plane', 'worker'], source };
}
