/** The versions of the recipes in `recipes`; for etcd, CoreDNS and pause those that this kubeadm asks for. */
export const versions = {
  kubernetes: 'v1.35.4',
  etcd: '3.6.6-0',
  coredns: 'v1.13.1',
  pause: '3.10.1',
  flannel: 'v0.28.4',
  /** The tag that Flannel's manifest names. */
  cniFlannel: 'v1.9.1-flannel1',
  hello: '1',
} as const;
