import type { Version } from './version.ts';

/** A minor version of Kubernetes, and what kubeadm brings along with it. */
interface Minor {
  /** The newest version of it that was run in simulated nodes; absent where none was. */
  readonly tested?: string;
  /** Tags of images. They are those of the newest version that is known here: a patch release seldom changes one. */
  readonly etcd: string;
  readonly coredns: string;
  readonly pause: string;
  /** The day since which upstream makes no fixes for it: "2026-10-27". */
  readonly ended?: string;
}

/**
 * The minor versions that are known, the newest first. Dates: https://kubernetes.io/releases/patch-releases. Tags:
 * DefaultEtcdVersion, CoreDNSVersion and PauseVersion in
 * https://github.com/kubernetes/kubernetes/blob/v1.37.2/cmd/kubeadm/app/constants/constants.go
 */
const minors: Readonly<Record<string, Minor>> = {
  '1.37': { tested: '1.37.2', etcd: '3.7.0-0', coredns: 'v1.14.6', pause: '3.10.2' },
  '1.36': { tested: '1.36.4', etcd: '3.6.8-0', coredns: 'v1.14.2', pause: '3.10.2' },
  '1.35': { tested: '1.35.4', etcd: '3.6.6-0', coredns: 'v1.13.1', pause: '3.10.1' },
  // It is here for the clusters that have it: they are looked at, cured and upgraded.
  '1.34': { etcd: '3.6.5-0', coredns: 'v1.12.1', pause: '3.10.1', ended: '2026-10-27' },
};

/** The version of a new cluster of kubeadm. */
export const defaultKubernetes = '1.37.2';

/** The version of a new cluster of k3s: https://github.com/k3s-io/k3s/releases */
export const defaultK3s = '1.36.4+k3s1';

/** Flannel and its CNI plugin: the tags belong together: https://github.com/flannel-io/flannel/blob/v0.28.10/Documentation/kube-flannel.yml */
export const flannelVersions = { flannel: 'v0.28.10', cniPlugin: 'v1.9.1-flannel3' } as const;

/** The minor versions that are known, the newest first: "1.37". */
export const knownMinors = Object.keys(minors);

/** Versions of kubeadm that simulated nodes have run, the newest first. */
export const testedKubernetes = Object.values(minors).flatMap(({ tested }) => tested ?? []);

/** Gets what is known of a version's minor; undefined where it is not known at all. */
export function minorOf({ major, minor }: Version): Minor | undefined {
  return minors[`${major}.${minor}`];
}
