type Causes = readonly (readonly [RegExp, string])[];

/** What lines of the journal of Kubernetes' own units mean, most telling first; {1} is what is in the first brackets. */
const causes: Causes = [
  [/running with swap on is not supported/, 'Swap is on: kubelet refuses to start.'],
  [
    /unknown service runtime\.v1\.RuntimeService/,
    "containerd's CRI plugin is off: look at disabled_plugins in /etc/containerd/config.toml.",
  ],
  // Where cgroup v1 is allowed, kubelet warns of it in words that are nearly the same.
  [
    /configured to not run on a host using cgroup v1/,
    'The node has cgroup v1, which kubelet 1.35 and later refuses: upgrade the OS.',
  ],
  // https://github.com/opencontainers/runc/blob/main/libcontainer/specconv/spec_linux.go
  [
    /expected cgroupsPath to be of format|misconfiguration: kubelet cgroup driver/,
    'kubelet and containerd use different cgroup drivers.',
  ],
  [
    /missing controllers: .*\bmemory\b|missing paths: \S*\/memory\b|ailed to find memory cgroup/,
    'The memory cgroup is off: cgroup_enable=memory is missing in cmdline.txt.',
  ],
  [
    /x509: certificate has expired or is not yet valid/,
    'A certificate is not valid now: compare the clocks of the nodes.',
  ],
  [
    /Node password rejected/,
    'Another machine has joined under this name: take its node out of the cluster, or give this one another name.',
  ],
  [
    /token CA hash does not match/,
    'The token is of another cluster: this node or the control plane was made anew. Take the node apart, then init.',
  ],
  [/encrypted with different token/, 'The datastore belongs to another token than /etc/rancher/k3s/token.'],
  [/duplicate node name found/, 'etcd has a member of this name: take the old node out of the cluster first.'],
  [
    /critical configuration value mismatch/,
    'The servers have different settings for the whole cluster: compare their /etc/rancher/k3s/config.yaml.',
  ],
  [/flag provided but not defined/, 'k3s does not know one of its settings: look at cluster.k3s in the inventory.'],
  [/no such network interface/, 'The interface that k3s shall use is not there.'],
  [
    /: Unauthorized\b|not authorized|token .*(expired|invalid)/,
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

/** What every start of a control plane goes through, too: it tells something only of a node that runs. */
const symptoms: Causes = [
  [
    /no route to host|connection refused|i\/o timeout/,
    'The API of the control plane cannot be reached: port 6443, firewall, cable.',
  ],
  [/cni plugin not initialized/, 'The pod network is not ready: look at the pods of kube-flannel.'],
];

/** The sentence of the first cause that a line matches, the line below it; undefined where nothing is known. */
function matched(lines: readonly string[], table: Causes): string | undefined {
  for (const [pattern, sentence] of table) {
    const line = lines.findLast((candidate) => pattern.test(candidate));
    if (!line) continue;
    const [, name = ''] = pattern.exec(line) ?? [];
    return `${sentence.replace('{1}', name)}\n  ${line.slice(0, 300)}`;
  }
  return undefined;
}

/** What a journal tells about a node that does not come up: a cause that is known with its line, else the last lines. */
export function causeIn(stdout: string): string {
  const lines = stdout.trim().split('\n');
  const told = matched(lines, [...causes, ...symptoms]);
  return told ?? lines.filter(isTelling).slice(-3).join('\n').slice(0, 600);
}

/** The same for something that starts just now: '' where the journal has nothing but what every start goes through. */
export function causeOfStart(stdout: string): string {
  return matched(stdout.trim().split('\n'), causes) ?? '';
}

// What systemd says about a unit that stops again and again would hide what the unit itself says.
function isTelling(line: string): boolean {
  return !/^[\w-]+\.service: |^(Start|Stopp)(ing|ed) |^Failed to start /.test(line);
}
