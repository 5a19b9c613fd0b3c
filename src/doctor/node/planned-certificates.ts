import type { Reported } from '../about.ts';

const runbook =
  'Certificates of kubeadm and k3s are valid for a year. `microcloud init` renews those that end within 90 days, and a timer on the node those that end within 45 days (microcloud-certificates.timer). Then: microcloud kubeconfig.';
const source = 'k3s#4097, #1621, #770, #10865, #10021, #12171; hetzner-k3s#374; microk8s inspect';

/** What steps say about certificates of Kubernetes. */
export default {
  'cert.expired': {
    title: 'Certificates have expired, or are not valid yet',
    why: 'Nothing talks to the API any more.',
    runbook,
    source,
    entails: ['node.ready', 'cluster.silent', 'pods.*', 'dns.coredns', 'svc.*', 'net.api', 'node.labels', 'cni.*'],
  },
  'cert.expiry': {
    title: 'Certificates expire soon',
    severity: 'warning',
    why: 'Nothing will talk to the API then.',
    runbook,
    source,
  },
  'cert.outdated': {
    title: 'Parts of the control plane run with old certificates',
    severity: 'warning',
    why: 'They stop working on the day on which the old certificates end.',
    runbook:
      'Somebody renewed the certificates with `kubeadm certs renew all`. The parts of the control plane still use the old ones, which they read when they started. A restart of kubelet is not enough: kubelet leaves these parts running.',
    source:
      'kubeadm certs renew: "You must restart the kube-apiserver, kube-controller-manager, kube-scheduler and etcd"',
  },
  'cert.timer': {
    title: 'Certificates are not renewed by themselves',
    severity: 'warning',
    why: 'A cluster that nobody touches for a year stops then.',
    runbook: 'microcloud-certificates.timer, its service or its script is missing or was changed.',
    source: 'k3s#12171',
  },
  'kubelet.approval': {
    title: 'Nothing approves the certificates that kubelets ask for',
    severity: 'warning',
    why: 'When they end after a year, `kubectl top` shows nothing, and autoscalers stand still.',
    runbook:
      'microcloud-approval.timer, its service or its script is missing, was changed, or the nodes have changed. It belongs to `cluster: {addons: {metrics: true}}`.',
    source: 'Kubernetes: kubelet TLS bootstrapping; metrics-server#1025, #196',
  },
  'kubelet.served': {
    title: 'A kubelet shows a certificate that the cluster has not signed',
    why: 'metrics-server does not ask it, and `kubectl logs` may not reach its pods.',
    runbook:
      'kubelet asks for its certificate (`kubectl get csr`), and a control plane approves it: init at once, microcloud-approval.timer within an hour. Nobody approves a request with a name or an address that the node does not have in the inventory. On a control plane `sudo sh /usr/local/lib/microcloud/approve-certificates.sh` says why.',
    source: 'Kubernetes: kubelet TLS bootstrapping; metrics-server#1025, #196',
  },
  'backup.timer': {
    title: 'The timer that copies the cluster is not as the inventory says',
    severity: 'warning',
    why: 'There is no new copy when the card of the control plane dies.',
    runbook: 'microcloud-copy.timer, its service or its script is missing, was changed, or the nodes have changed.',
    source: 'microcloud',
  },
} as const satisfies Reported;
