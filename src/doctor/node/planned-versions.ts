import type { Reported } from '../about.ts';

/** What steps of the phase preflight say about versions of Kubernetes. */
export default {
  'skew.step': {
    title: 'Its version and that of the inventory are too far apart',
    why: 'Kubernetes is upgraded one minor version at a time, and never back.',
    advice: 'Set cluster.version in the inventory to the version that it has, or to the next one',
    runbook: 'The message has both versions.',
    source: 'Kubernetes version skew policy',
    entails: ['cluster.copy', 'kubelet.programs', 'kubelet.images', 'cri.config', 'pub.access'],
  },
  'cluster.copy': {
    title: 'There is no copy of the cluster from before its upgrade',
    severity: 'warning',
    why: 'An upgrade has no way back without one.',
    runbook:
      '`microcloud init` keeps one on the control plane that leads, before it upgrades the cluster: /var/lib/microcloud/copies. `microcloud restore` reads a copy on your computer: fetch the copy from the node before `microcloud reset`, which removes it. `microcloud backup` makes a copy that survives a broken card.',
    source: 'etcd: no downgrade over a minor version; kubeadm upgrade: "back up any important components"',
  },
  'skew.support': {
    title: 'Its version of Kubernetes gets no fixes any more',
    why: 'Faults that become known are not mended in it.',
    advice: 'Set cluster.version in the inventory to a newer version',
    runbook:
      'microcloud makes no new cluster of a version that upstream has given up. A cluster that has such a version is looked at, cured and upgraded, one minor version at a time.',
    source: 'https://kubernetes.io/releases/patch-releases',
  },
} as const satisfies Reported;
