import type { Reported } from '../about.ts';

/** Faults of what runs inside the cluster, which steps of the phases addons and settle look for. */
export default {
  'cluster.kube_proxy': {
    title: 'The cluster has no kube-proxy',
    why: 'Services that are new or have moved do not answer, on any node after its next boot.',
    runbook:
      'Somebody deleted the DaemonSet kube-proxy. Its rules stay in the kernel until a boot. init lets kubeadm deploy it again, with the settings of the cluster. To have no kube-proxy, write `cluster: {kubeadm: {cluster: {proxy: {disabled: true}}}}` into the inventory.',
    source: 'kubeadm init phase addon kube-proxy',
    entailsAnywhere: ['svc.nodeport', 'net.dns_pod'],
  },
  'cluster.settings': {
    title: 'Settings that kubeadm keeps in the cluster are gone',
    why: 'No node can join, and kubeadm does not know the cluster any more.',
    runbook:
      'Somebody deleted the ConfigMap kubeadm-config or kubelet-config from kube-system. init lets kubeadm upload them again, as the inventory has them.',
    source: 'kubeadm init phase upload-config',
  },
  'cluster.coredns': {
    title: 'The cluster has no CoreDNS',
    why: 'Pods find no Service by its name.',
    runbook:
      'Somebody deleted the Deployment coredns. init lets kubeadm deploy it with the settings of the cluster. To have none, write `cluster: {kubeadm: {cluster: {dns: {disabled: true}}}}` into the inventory.',
    source: 'kubeadm init phase addon coredns',
    entailsAnywhere: ['net.dns_pod'],
  },
  'cni.flannel_manifest': {
    title: 'Flannel is not as it should be',
    why: 'Pods of different nodes do not reach each other, now or after the next start of Flannel.',
    runbook:
      'Somebody removed or changed one of its objects: the line says which, and which of its fields. init puts it back, and starts Flannel again where its configuration had changed.',
    source: 'kubernetes#39557; flannel#820',
    entailsAnywhere: ['cni.file', 'cni.network', 'net.pods', 'sys.flannel', 'cni.link', 'cni.lease'],
  },
  'pods.rollout': {
    title: 'Pods that microcloud deployed do not run',
    why: 'Nodes without them lack the pod network, or do not publish.',
    advice: 'kubectl get pods -A -o wide',
    runbook:
      'Their DaemonSet has too few pods, or pods of an earlier version. The message says which; `kubectl describe pods` says what they wait for.',
    source: 'kubectl rollout status',
  },
} as const satisfies Reported;
