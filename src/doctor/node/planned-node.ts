import { lookThere } from '../../engine/look-there.ts';
import type { Reported } from '../about.ts';

/** Faults that steps of the phases kubernetes, create, join and settle look for. */
export default {
  'kubelet.programs': {
    title: 'Programs of Kubernetes are missing or of another version',
    why: 'The node does not run the version of the inventory.',
    runbook: 'Somebody replaced a file in /usr/local/bin, or the inventory asks for another version.',
    source: 'kubeadm preflight KubeletVersion; techno-tim roles/download',
    entails: ['cluster.copy'],
  },
  'kubelet.images': {
    title: 'Images of Kubernetes are missing',
    severity: 'warning',
    why: 'They would have to come from the internet.',
    runbook: 'kubelet removes images when the card is nearly full.',
    source: 'kubeadm preflight ImagePull',
  },
  'kubelet.unit': {
    title: 'kubelet or k3s is not set up as the inventory says',
    why: 'It may not start at the next boot, or with another address.',
    runbook:
      'Its unit or its arguments (/etc/default/kubelet) have changed, or it does not start at boot. A drop-in of another installation (kubelet.service.d/10-kubeadm.conf) would start the program of that installation: remove the drop-in, or the package that has it.',
    source: 'kubeadm preflight Service-Kubelet',
    entails: ['kubelet.active', 'node.ready', 'net.kubelet', 'svc.restarts', 'pub.parts'],
  },
  'kubelet.active': {
    title: 'kubelet or k3s does not run as configured',
    why: 'The node starts no pods, and is NotReady after a minute.',
    runbook: '`sudo journalctl -u kubelet -u k3s -u k3s-agent -e` says why it stopped.',
    source: 'talosctl health; k3s-ansible#57',
    entailsAnywhere: ['pods.rollout'],
    entails: ['node.ready', 'svc.*', 'pods.*', 'cluster.silent', 'net.api', 'net.kubelet'],
  },
  'node.foreign': {
    title: 'It is in another cluster, or in another role, than the inventory says',
    why: 'A node can be in one cluster only, and in one role.',
    advice: 'microcloud remove {node} --keep, then: microcloud init',
    runbook:
      'Another distribution runs there, another role, or another cluster. The message says which. The node must leave it first.',
    source: 'sealos; kubeadm preflight Port-10250; k3sup#339',
  },
  'restore.interrupted': {
    title: 'A cluster was to be made here from a copy, and that was not finished',
    why: 'A new cluster would be an empty one.',
    advice: 'microcloud restore FILE',
    runbook:
      'The copy is in /var/lib/microcloud/restore, for root alone, until the cluster is there. `restore` with the same file begins again; `reset` takes the copy away.',
    source: 'microcloud',
    entails: ['node.absent', 'node.leftovers'],
  },
  'node.drained': {
    title: 'A node that was drained for an upgrade takes no pods',
    why: 'An upgrade was interrupted before the node took pods again.',
    runbook: 'init lets it take pods again when it is Ready.',
    source: 'talosctl health (nodes schedulable)',
    entailsAnywhere: ['node.cordoned'],
  },
  'node.labels': {
    title: 'Labels or taints of nodes are not those of the inventory',
    severity: 'warning',
    why: 'Pods may run elsewhere than you want.',
    runbook: 'Somebody changed them with kubectl, or the inventory has changed.',
    source: 'k0sctl#175',
  },
  'sensor.label': {
    title: 'The cluster does not know which sensors it has',
    severity: 'warning',
    why: 'A pod that reads a sensor finds no node, or the wrong one.',
    runbook:
      'Each sensor of the kernel is a label of its node, microcloud.cloudy/sensor-dht11=true, as long as the kernel has it. A pod is pinned by it: `nodeSelector: {microcloud.cloudy/sensor-dht11: "true"}`.',
    source: 'microcloud',
  },
  // The leader waits for the node; node.ready says why.
  'node.waiting': {
    title: 'The control plane waits for a node',
    why: 'The node gets no pods.',
    advice: 'microcloud doctor',
    runbook: 'A node of the cluster is not Ready, and could not be asked why.',
    source: 'talosctl health; kubeone status',
  },
  'dns.coredns': {
    title: 'The cluster has no DNS',
    why: 'Pods find no Service by its name.',
    advice: 'kubectl -n kube-system describe pods -l k8s-app=kube-dns',
    runbook:
      'CoreDNS waits for the pod network, or stops with "Loop detected" where resolv.conf names the node itself.',
    source: 'talosctl health; k3s resolvconf',
    entailsAnywhere: ['net.dns_pod'],
  },
  'cluster.silent': {
    title: "The cluster's API does not answer",
    why: 'Nothing can be changed or seen. Running pods keep running.',
    advice: 'ssh {node} sudo journalctl -u kubelet -u containerd',
    runbook:
      'After a boot it takes some minutes on a Pi. Then look at the pods of the control plane: `sudo crictl ps -a`, /var/log/pods.',
    source: 'k3s-ansible#57; kubeadm#479',
    entailsAnywhere: ['net.api', 'node.ready', 'dns.coredns'],
  },
  'node.unplanned': {
    title: 'microcloud does not know a node like this',
    why: 'init stops at it.',
    advice: 'microcloud support',
    runbook:
      'An answer of the node has a form that a step of microcloud does not expect. That is a bug: please report it.',
    source: 'microcloud',
  },
  'node.unanswered': {
    title: 'A question was not answered',
    why: 'init needs the answer, too.',
    advice: lookThere,
    runbook: 'A program that the question uses is missing or fails: the message says which question.',
    source: 'microcloud',
  },
} as const satisfies Reported;
