import type { Causes } from '../causes.ts';
import { damageCauses } from './damage-causes.ts';
import { kernelCauses } from './kernel-causes.ts';
import { networkCauses } from './network-causes.ts';
import { processCauses } from './process-causes.ts';
import { pullCauses } from './pull-causes.ts';
import { spentCauses } from './spent-causes.ts';

/**
 * What lines mean in the journal of Kubernetes' own units, most telling first. {1} is what the first group that matched
 * holds.
 */
export const causes: Causes = [
  ...damageCauses,
  ...processCauses,
  ...kernelCauses,
  ...pullCauses,
  [/running with swap on is not supported/, 'Swap is on: kubelet refuses to start.'],
  [
    /unknown flag: (--[\w-]+)/,
    'kubelet does not know {1} any more: take it out of /var/lib/kubelet/kubeadm-flags.env, /etc/default/kubelet or cluster.k3s, wherever it is.',
  ],
  [
    /(?:command failed|failed complete|--feature-gates).*unrecognized feature gate: (\w+)/,
    'Kubernetes does not know the feature gate {1} any more: take it out of /var/lib/kubelet/config.yaml, of the files in /etc/kubernetes/manifests, or of cluster.k3s, wherever it is.',
  ],
  // containerd's other plugins still answer, so kubelet only says that this one is unknown.
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
    /node \\*"([\w.-]+)\\*" (?:is not allowed to|cannot) modify node/,
    'The cluster knows this node as {1}, but its host name is another one now: microcloud init gives it the name of the inventory again.',
  ],
  [
    /bootstrap client certificate (?:in \S+ )?is expired|bootstrap-kubelet\.conf: no such file/,
    "kubelet's certificate has ended, as on a node that was off for months, or its file is gone: microcloud doctor says what brings it back.",
  ],
  [
    /x509: certificate has expired or is not yet valid: current time \S+ is after/,
    'A certificate has ended, if the clock of the node is right: microcloud doctor says which one, and what to do.',
  ],
  [
    /x509: certificate has expired or is not yet valid/,
    'A certificate is not valid now: compare the clocks of the nodes.',
  ],
  [
    // etcd speaks of a second, too.
    /server time isn't set properly|high clock drift.*"clock-drift":"(?:\d+h|\d+m\d)/,
    'The clock of the node is wrong, or that of another control plane: microcloud doctor says by how much.',
  ],
  [
    /Node password rejected/,
    'Another machine has joined under this name: take its node out of the cluster, or give this one another name.',
  ],
  [
    /token CA hash does not match/,
    'The token is of another cluster: this node or the control plane was made anew. microcloud init --replace lets this node join.',
  ],
  [/encrypted with different token/, 'The datastore belongs to another token than /etc/rancher/k3s/token.'],
  [
    /member count is unequal|permanently removed from the cluster|member \w+ has already been bootstrapped/,
    'etcd on this node is no member of the cluster any more: microcloud remove takes the node out, and join brings it back.',
  ],
  [
    /not a member of the etcd cluster\. Found \[\S.*expect: \S+?=(?:https?:\/\/)?(\[[\da-f:]+\]|[\d.]+)/,
    'etcd does not know this control plane by its address {1}: give the node its old address again. If there are several control planes, microcloud remove takes this one out, and init brings it back.',
  ],
  [/duplicate node name found/, 'etcd has a member of this name: take the old node out of the cluster first.'],
  [
    /critical configuration value mismatch/,
    'The servers have different settings for the whole cluster: compare their /etc/rancher/k3s/config.yaml.',
  ],
  [/flag provided but not defined/, 'k3s does not know one of its settings: look at cluster.k3s in the inventory.'],
  [
    /: (?:401 )?Unauthorized\b|not authorized|token .*(expired|invalid)/,
    'The join token is not accepted: it may have expired. microcloud init brings a new one.',
  ],
  [/exec format error/i, 'A program or image is for another architecture.'],
  ...networkCauses,
  ...spentCauses,
  [
    /level=fatal msg="[^"]*(?<!\.)\byaml: /,
    'A line of /etc/rancher/k3s/config.yaml, or of a file of config.yaml.d beside it, has a mistake.',
  ],
  [
    /failed to decode.*kubelet\/config\.yaml|config\.yaml.*failed to decode/,
    'kubelet cannot read /var/lib/kubelet/config.yaml: a line of it has a mistake.',
  ],
  [
    /unable to load client CA file \S+: open (\S+?): no such file/,
    'kubelet needs {1}, which is not there: the join did not end, or somebody has removed it. microcloud doctor says what brings it back.',
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
    /x509: certificate is valid for .*, not ([\w.:-]+)|x509: cannot validate certificate for (\S+) because/,
    'Nodes call the API by {1}, which its certificate does not name: compare endpoint, sharedAddress and the addresses of control planes in the inventory.',
  ],
  [/must be in format K10/, 'The file in /etc/rancher/k3s holds no token: microcloud init writes the right one.'],
  [
    /a Node with name "([^"]+)" and status "Ready" already exists/,
    'The cluster has a node {1} that runs: give this one another name, or take the other one out: microcloud remove {1}',
  ],
  [
    /leaderelection lost|flannel exited: failed to acquire lease|Failed to update lock: .*(deadline exceeded|timed out|Timeout)|Failed to wait for apiserver being healthy/i,
    'The node is too slow for a control plane, most often its card: an SSD helps, and fewer pods on that node.',
  ],
  [/read-only file system|write a readonly database/i, 'The file system is read-only: the card may be broken.'],
  [
    /failed to (?:load|unmarshal) TOML|toml: (line|expected|incomplete|invalid|key)|invalid disabled plugin URI/,
    'The configuration of containerd has a mistake.',
  ],
  [
    /expected containerd config version <= /,
    'The configuration of containerd is for a newer one: microcloud init writes one that it reads.',
  ],
  [
    /failed to load CNI config(?: list)? file (\/\S+?):/,
    'The configuration of the pod network, {1}, is damaged: Flannel writes it anew when its pod starts again.',
  ],
  [/failed to find plugin "([^"]+)"/, 'The program {1} of the pod network is missing: microcloud init puts it back.'],
];
