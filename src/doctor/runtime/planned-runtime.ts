import type { Reported } from '../about.ts';

/** Faults that steps of the phase runtime look for. */
export default {
  'cri.too_old': {
    title: 'containerd is too old',
    why: 'kubelet does not talk to it.',
    advice: 'Upgrade the node to Debian 12 (bookworm) or later',
    runbook: 'Kubernetes needs containerd 1.6. The one of bullseye, and of old Docker packages, is older.',
    source: 'containerd releases; kubernetes CRI v1',
  },
  'cri.socket': {
    title: 'containerd does not run',
    why: 'No pod of this node is started.',
    runbook: '`sudo journalctl -u containerd` says why it stopped.',
    source: 'kubeadm preflight CRI',
    entailsAnywhere: ['pods.rollout'],
    entails: ['node.ready', 'net.kubelet', 'docker.active', 'svc.*', 'pods.*', 'kubelet.images'],
  },
  'cri.config': {
    title: "containerd's configuration has changed",
    why: 'kubelet and containerd must agree on cgroups and images.',
    runbook:
      'init writes its settings into /etc/containerd/config.toml, and what others have set beside them stays. Write settings of your own into cluster.containerd of the inventory.',
    source: 'containerd#4581, #8139; kubernetes/website#33851',
    // containerd does not start with a file that it cannot read. The cure of both is the same.
    entails: ['cri.socket', 'node.ready', 'net.kubelet', 'svc.restarts', 'kubelet.images', 'docker.active'],
  },
  'cri.registries': {
    title: 'Registries of images are not those of the inventory',
    why: 'Images cannot be downloaded from them.',
    runbook: 'cluster.registries of the inventory decides where images come from, and with which certificates.',
    source: 'containerd hosts.toml; k3s registries.yaml',
  },
  'cri.folder': {
    title: 'containerd watches a folder that is gone',
    why: 'It never sees the pod network: the node stays NotReady.',
    runbook: 'Somebody removed /etc/cni/net.d, as kubeadm reset asks for. containerd must be restarted.',
    source: 'kubernetes#107127; kubeadm#1822',
    entails: ['node.ready', 'cni.missing'],
  },
  'docker.active': {
    title: 'Docker does not run',
    why: "Cloudy's Docker apps do not start.",
    runbook:
      '`sudo journalctl -u docker` says why it stopped. With `docker: false` in the inventory the node does without it.',
    source: 'Cloudy',
  },
  'docker.user': {
    title: 'The login user may not use Docker',
    severity: 'warning',
    why: '"permission denied" on docker.sock.',
    runbook: 'The user must be in the group docker, and log in again.',
    source: 'Docker post-install steps',
  },
} as const satisfies Reported;
