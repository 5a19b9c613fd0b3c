/** Tags of the images that kubeadm adds to a cluster. */
interface KubernetesImages {
  readonly etcd: string;
  readonly coredns: string;
  readonly pause: string;
}

/**
 * Per Kubernetes version, kubeadm's own defaults: DefaultEtcdVersion, CoreDNSVersion and PauseVersion in
 * https://github.com/kubernetes/kubernetes/blob/v1.35.4/cmd/kubeadm/app/constants/constants.go
 */
export const kubernetesImages: Readonly<Record<string, KubernetesImages>> = {
  '1.34.4': { etcd: '3.6.5-0', coredns: 'v1.12.1', pause: '3.10.1' },
  '1.35.4': { etcd: '3.6.6-0', coredns: 'v1.13.1', pause: '3.10.1' },
  '1.36.3': { etcd: '3.6.8-0', coredns: 'v1.14.2', pause: '3.10.2' },
};

/** The two tags belong together: https://github.com/flannel-io/flannel/blob/v0.28.4/Documentation/kube-flannel.yml */
export const flannelVersions = { flannel: 'v0.28.4', cniPlugin: 'v1.9.1-flannel1' } as const;
