import { type Causes, kernelCauses } from './kernel-causes.ts';

/** What lines of the journal of Kubernetes' own units mean, most telling first; {1} is what is in the first brackets. */
export const causes: Causes = [
  // A card that fails is seen first where it is read, whatever else follows.
  [
    /input\/output error|status=7\/BUS/i,
    'The card or disk cannot be read or written any more: copy what you need from it, and replace it.',
  ],
  [
    /database disk image is malformed|file is not a database/,
    'The database of the cluster is damaged, as by a power cut or a failing card: microcloud restore makes the cluster again from a copy.',
  ],
  [
    /wal: crc mismatch|is out of range \[lastIndex\(|failed to get all reachable pages/,
    'What etcd keeps on this node is damaged, as by a power cut or a failing card: with other control planes, microcloud remove takes this one out and join brings it back; else microcloud restore, from a copy.',
  ],
  [
    /killed by the OOM killer|result 'oom-kill'/,
    'The node has too little memory, and the kernel ended a process: run less on it, or take a board with more.',
  ],
  [
    /status=4\/ILL/,
    'The processor does not know what the program tells it to do: the program is for a newer board, or damaged.',
  ],
  [
    /(?:status=203\/EXEC|Failed at step EXEC spawning (?!.*[Ee]xec format))/,
    'The program of the unit is not there: microcloud init puts it back.',
  ],
  ...kernelCauses,
  [/running with swap on is not supported/, 'Swap is on: kubelet refuses to start.'],
  [
    /unknown flag: (--[\w-]+)/,
    'kubelet does not know {1} any more: take it out of /var/lib/kubelet/kubeadm-flags.env, /etc/default/kubelet or cluster.k3s, wherever it is.',
  ],
  [
    /listen (?:tcp|udp)\d? \S*?:(\d+): bind: address already in use/,
    'Another program has port {1}. Which one, and then stop it: sudo ss -lptn "sport = :{1}"',
  ],
  // containerd answers for all its other plugins, so kubelet only says that this one is unknown.
  [
    /failed to load plugin(?=.*\bcri\b).*error="([^"]+)/i,
    "containerd's CRI plugin does not load, for a setting in /etc/containerd/config.toml or its imports: {1}",
  ],
  [
    /unknown service runtime\.v1\.RuntimeService/,
    "containerd's CRI plugin is off: look at disabled_plugins in /etc/containerd/config.toml.",
  ],
  // https://github.com/opencontainers/runc/blob/main/libcontainer/specconv/spec_linux.go
  [
    /expected cgroupsPath to be of format|misconfiguration: kubelet cgroup driver/,
    'kubelet and containerd use different cgroup drivers.',
  ],
  [
    /x509: certificate has expired or is not yet valid/,
    'A certificate is not valid now: compare the clocks of the nodes.',
  ],
  [/server time isn't set properly/, 'The clock of the node is wrong: microcloud doctor says by how much.'],
  [
    /Node password rejected/,
    'Another machine has joined under this name: take its node out of the cluster, or give this one another name.',
  ],
  [
    /token CA hash does not match/,
    'The token is of another cluster: this node or the control plane was made anew. Take the node apart, then init.',
  ],
  [/encrypted with different token/, 'The datastore belongs to another token than /etc/rancher/k3s/token.'],
  [
    /member count is unequal|permanently removed from the cluster/,
    'etcd on this node is no member of the cluster any more: microcloud remove takes the node out, and join brings it back.',
  ],
  [/duplicate node name found/, 'etcd has a member of this name: take the old node out of the cluster first.'],
  [
    /critical configuration value mismatch/,
    'The servers have different settings for the whole cluster: compare their /etc/rancher/k3s/config.yaml.',
  ],
  [/flag provided but not defined/, 'k3s does not know one of its settings: look at cluster.k3s in the inventory.'],
  [/no such network interface/, 'The interface that k3s shall use is not there.'],
  [
    /: (?:401 )?Unauthorized\b|not authorized|token .*(expired|invalid)/,
    'The join token is not accepted: it may have expired. microcloud init brings a new one.',
  ],
  [/exec format error/i, 'A program or image is for another architecture.'],
  [
    /pull (and unpack )?image .*(no such host|i\/o timeout|connection refused|no route to host|server misbehaving)/,
    'An image cannot be downloaded: look at DNS and the way to the internet.',
  ],
  [/too many open files/, 'Too many open files: raise fs.inotify.max_user_instances.'],
  [/no space left on device/i, 'The disk is full.'],
  [
    /failed to decode.*kubelet\/config\.yaml|config\.yaml.*failed to decode/,
    'kubelet cannot read /var/lib/kubelet/config.yaml: a line of it has a mistake.',
  ],
  [/kubelet\/config\.yaml: no such file/, 'kubelet has no configuration: the join did not end.'],
  [
    /snapshotter cannot be enabled for \\*"([^"\\]+)/,
    'The disk with {1} cannot carry overlayfs: on a node it must be ext4 or xfs, and no network file system or overlay.',
  ],
  [
    /failed to mount rootfs component|failed to mount overlay/,
    "containerd's disk cannot carry overlayfs: where root in /etc/containerd/config.toml leads (/var/lib/containerd by itself) must be ext4 or xfs.",
  ],
  [
    /unable to find default route|no default routes found|select an IP from default routes/i,
    'The node has no default route: give its network a gateway (ip route shows them).',
  ],
  [
    /listen (?:tcp|udp)\d? \[?([\w.:]*?)\]?:\d+: bind: cannot assign requested address/,
    'The node does not have the address {1}: compare "ip address" on it with the inventory. 127.0.0.1 is of the interface lo.',
  ],
  [
    /x509: certificate is valid for .*, not ([\w.:-]+)/,
    'The API is called {1}, which its certificate does not name: compare endpoint, sharedAddress and the addresses of control planes in the inventory.',
  ],
  [
    /failed to find interface with specified node ip|not found in the host's network interfaces/i,
    'The node does not have the address that it shall have in the cluster: compare "ip address" on it with the inventory.',
  ],
  [/must be in format K10/, 'The token in /etc/rancher/k3s is none: microcloud init brings the right one.'],
  [
    /open (\S*resolv\.conf): no such file/,
    'kubelet shall read {1}, and nothing writes it: switch systemd-resolved on, or correct resolvConf in /var/lib/kubelet/config.yaml.',
  ],
  [
    /a Node with name "([^"]+)" and status "Ready" already exists/,
    'The cluster has a node {1} that runs: give this one another name, or take the other one out: microcloud remove {1}',
  ],
  [
    /(?:pull|resolve).*x509: certificate signed by unknown authority/,
    'A registry has a certificate that the node does not trust: write it under cluster.registries.',
  ],
  [
    /leaderelection lost|Failed to update lock: .*(deadline exceeded|timed out|Timeout)|Failed to wait for apiserver being healthy/i,
    'The node is too slow for a control plane, most often its card: an SSD helps, and less beside it.',
  ],
  // A fatal line after this one is only its consequence.
  [/Shutdown request received: /, 'k3s stops, and says why.'],
  [/level=fatal/, 'k3s stops, and says why.'],
  [/read-only file system/i, 'The file system is read-only: the card may be broken.'],
  [/failed to load TOML|toml: (line|expected|incomplete|invalid)/, 'The configuration of containerd has a mistake.'],
  [
    /failed to load CNI config(?: list)? file (\/\S+?):/,
    'The configuration of the pod network, {1}, is damaged: Flannel writes it anew when its pod starts again.',
  ],
  [/failed to find plugin "([^"]+)"/, 'The program {1} of the pod network is missing: microcloud init puts it back.'],
];
