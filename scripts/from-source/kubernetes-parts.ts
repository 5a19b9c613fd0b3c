import { Version } from '../../src/distributions/version.ts';
import type { KubernetesVersions } from './built-versions.ts';
import { onlyProgram, type Part } from './part.ts';

const nodePrograms = ['kubeadm', 'kubelet', 'kubectl'];
const controlPlane = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];

/**
 * Describes one version of Kubernetes, with its etcd and CoreDNS. `suffix` is the end of the names of its recipes;
 * these share the Go files of the recipes without a suffix.
 */
export function kubernetesParts(versions: KubernetesVersions, architecture: string, suffix = ''): readonly Part[] {
  const { major, minor } = Version.of(versions.kubernetes);
  const shared = (sources: string) => (suffix === '' ? {} : { sources });
  return [
    {
      name: `kubernetes${suffix}`,
      takes: '5 minutes',
      build: {
        kind: 'go',
        packages: Object.fromEntries(
          [...nodePrograms, ...controlPlane, 'kube-proxy'].map((name) => [name, `k8s.io/kubernetes/cmd/${name}`]),
        ),
        variables: Object.fromEntries(
          ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].flatMap((where) => [
            [`${where}.gitVersion`, versions.kubernetes],
            [`${where}.gitMajor`, `${major}`],
            [`${where}.gitMinor`, `${minor}`],
            [`${where}.gitTreeState`, 'clean'],
            [`${where}.gitCommit`, 'lab'],
          ]),
        ),
        ...shared('kubernetes'),
      },
      files: Object.fromEntries(
        nodePrograms.map((name) => [
          `dl.k8s.io/release/${versions.kubernetes}/bin/linux/${architecture}/${name}`,
          name,
        ]),
      ),
      images: {
        ...Object.fromEntries(
          controlPlane.map((name) => [`registry.k8s.io/${name}:${versions.kubernetes}`, onlyProgram(name)]),
        ),
        [`registry.k8s.io/kube-proxy:${versions.kubernetes}`]: { ...onlyProgram('kube-proxy'), onBase: true },
      },
    },
    {
      name: `etcd${suffix}`,
      takes: '30 s',
      build: {
        kind: 'go',
        packages: { etcd: 'go.etcd.io/etcd/server/v3', etcdctl: 'go.etcd.io/etcd/etcdctl/v3' },
        ...shared('etcd'),
      },
      images: {
        [`registry.k8s.io/etcd:${versions.etcd}`]: {
          entrypoint: '/usr/local/bin/etcd',
          programs: { '/usr/local/bin/etcd': 'etcd', '/usr/local/bin/etcdctl': 'etcdctl' },
        },
      },
    },
    {
      name: `coredns${suffix}`,
      takes: '1 minute',
      build: { kind: 'go', packages: { coredns: 'lab/coredns' }, ...shared('coredns') },
      images: { [`registry.k8s.io/coredns/coredns:${versions.coredns}`]: onlyProgram('coredns', '/coredns') },
    },
  ];
}
