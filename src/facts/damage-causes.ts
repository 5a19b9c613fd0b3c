import type { Causes } from '../causes.ts';

/** What a power cut, a failing card or a wrong clock leaves of files and databases. */
export const damageCauses: Causes = [
  // These come first: a card that fails shows here, whatever damage follows from it.
  [
    /input\/output error|disk I\/O error|status=7\/BUS|signal SIGBUS/i,
    'The card or disk cannot be read or written any more: copy what you need from it, and replace it.',
  ],
  [
    /database disk image is malformed|file is not a database/,
    'The database of the cluster is damaged, as by a power cut or a failing card: microcloud restore makes the cluster again from a copy.',
  ],
  [
    /metadata\.v1\.bolt.*(?:invalid database|file size too small)/,
    'What containerd knows of its images is damaged, as by a power cut. With kubeadm: sudo mv /var/lib/containerd /var/lib/containerd.damaged; with k3s: sudo mv /var/lib/rancher/k3s/agent/containerd /root/. Then reboot, and: microcloud init',
  ],
  [
    /wal(?:pb)?: crc mismatch|is out of range \[lastIndex\(|snapshot file doesn't exist|failed to open database.*(?:file size too small|invalid database)/,
    'What etcd keeps on this node is damaged, as by a power cut or a failing card: with other control planes, microcloud remove takes this one out and join brings it back; else microcloud restore, from a copy.',
  ],
  [
    /invalid downgrade; server version is lower than.*"current-server-version":"([\d.]+)","determined-cluster-version":"([\d.]+)"/,
    'etcd {1} is older than the data of its cluster ({2}): install the version of Kubernetes again that ran before.',
  ],
  // containerd and etcd have databases of the same kind (bbolt), and its panic does not say which of them it is.
  [
    /^panic: .*(?:Page expected to be: \d|freelist page|invalid page type|failed to get all reachable pages)/,
    "The database of etcd (with k3s) or of containerd (with kubeadm) is damaged, as by a power cut or a failing card. etcd's: microcloud remove, then join, or microcloud restore. containerd's: sudo mv /var/lib/containerd /var/lib/containerd.damaged, reboot, and: microcloud init",
  ],
  [
    /delete (?:the )?[\w ]+ checkpoint file \\*"([^"\\]+)/,
    'What kubelet keeps in {1} is damaged, or from another processor: sudo rm {1}, and kubelet writes it anew.',
  ],
  [
    /(\/var\/lib\/rancher\/k3s\/server\/[^\s,]+).* newer than datastore/,
    'k3s finds files that are newer than its database, as after a wrong clock: move {1} and the other files of that line away, and k3s writes those of the database.',
  ],
];
