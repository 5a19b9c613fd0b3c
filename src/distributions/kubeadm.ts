/** Tags of the images that kubeadm adds to a cluster. */
interface KubernetesImages {
  readonly etcd: string;
  readonly coredns: string;
  readonly pause: string;
}

/**
 * The versions of Kubernetes that this program knows, the default first, with kubeadm's own defaults for each:
 * DefaultEtcdVersion, CoreDNSVersion and PauseVersion in
 * https://github.com/kubernetes/kubernetes/blob/v1.35.4/cmd/kubeadm/app/constants/constants.go
 */
export const kubernetesImages: Readonly<Record<string, KubernetesImages>> = {
  '1.35.4': { etcd: '3.6.6-0', coredns: 'v1.13.1', pause: '3.10.1' },
  '1.36.3': { etcd: '3.6.8-0', coredns: 'v1.14.2', pause: '3.10.2' },
  '1.34.4': { etcd: '3.6.5-0', coredns: 'v1.12.1', pause: '3.10.1' },
};
