import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { causeIn, causeOfStart } from '../../src/facts/journal-causes.ts';
import { itFindsCauses, type JournalRow } from '../support/journal-rows.ts';

/** What people have posted of nodes that do not come up, shortened, by where they did. */
const reports: Readonly<Record<string, JournalRow>> = {
  'k3s-io/k3s#7372': [
    'time="2023-05-15T20:28:23Z" level=fatal msg="exec /var/lib/rancher/k3s/data/3a5a046c/bin/k3s-server failed: permission denied"',
    /^The system may not run \/var\/lib\/rancher\/k3s\/data\/3a5a046c\/bin\/k3s-server: .* noexec/,
  ],
  'k3s-io/k3s#6474': [
    'time="2022-11-09T10:27:20+01:00" level=fatal msg="permission denied"',
    /^k3s may not run its own programs: .* noexec/,
  ],
  'a program that may not be executed': [
    'k3s.service: Failed at step EXEC spawning /usr/local/bin/k3s: Permission denied',
    /^The system may not run \/usr\/local\/bin\/k3s: /,
  ],
  'the same in the words of systemd 257': [
    "k3s.service: Unable to locate executable '/usr/local/bin/k3s': Permission denied",
    /^The system may not run \/usr\/local\/bin\/k3s: /,
  ],
  'kubernetes/kubernetes#57280': [
    'E1228 00:04:45.997242 8024 remote_runtime.go:92] RunPodSandbox from runtime service failed: NetworkPlugin cni failed to set up pod "nginx_default" network: failed to allocate for range 0: no IP addresses available in range set: 10.244.1.1-10.244.1.254',
    /^The node has no address left for a pod: .*\/var\/lib\/cni\/networks/,
  ],
  'k3s-io/k3s#6524': [
    'time="2022-11-19T15:07:05Z" level=info msg="Failed to test data store connection: this server is a not a member of the etcd cluster. Found [rancher2-324a29e7=https://10.89.10.44:2380], expect: rancher2-324a29e7=https://10.89.200.44:2380"',
    /^etcd does not know this control plane by its address 10\.89\.200\.44: /,
  ],
  'k3s-io/k3s#7558': [
    'time="2023-05-16T01:01:12-05:00" level=info msg="Failed to test data store connection: this server is a not a member of the etcd cluster. Found [luna-aa0a=https://[fdc9:b01a::a3fa]:2380 celestia-4289=https://172.16.0.141:2380], expect: celestia-4289=https://[fdc9:b01a::de24]:2380"',
    /by its address \[fdc9:b01a::de24\]: /,
  ],
  'slawekzachcial/kubernetes-the-hard-way-aws#4': [
    'E0524 11:02:10.330172 19716 kubelet_node_status.go:106] Unable to register node "pi-21" with API server: nodes "pi-21" is forbidden: node "worker-1" cannot modify node "pi-21"',
    /^The cluster knows this node as worker-1, /,
  ],
  'the same in the words of kubelet 1.35': [
    'E0318 10:43:24.352318 17142 kubelet_node_status.go:92] "Unable to register node with API server" err="nodes \\"pi-3\\" is forbidden: node \\"pi-2\\" is not allowed to modify node \\"pi-3\\"" node="pi-3"',
    /^The cluster knows this node as pi-2, /,
  ],
  'kubernetes/kubernetes#84252': [
    'E0416 12:04:10.794442 7769 run.go:74] "command failed" err="failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory"',
    /^kubelet's certificate has ended, /,
  ],
  'kubernetes/minikube#11966': [
    'E0713 12:37:13.644332 30147 bootstrap.go:263] Part of the existing bootstrap client certificate is expired: 2021-07-11 05:22:03 +0000 UTC',
    /^kubelet's certificate has ended, /,
  ],
  'cni-plugin of Flannel since 1.5': [
    'E0612 10:00:00.1 871 pod_workers.go:1301] "Error syncing pod, skipping" err="failed to setup network for sandbox \\"0a1b\\": plugin type=\\"flannel\\" failed (add): failed to load flannel \'subnet.env\' file: open /run/flannel/subnet.env: no such file or directory. Check the flannel pod log for this node."',
    /^Flannel has not started on this node yet/,
  ],
  'etcd that waits for its members': [
    'time="2025-04-22T17:44:13-05:00" level=info msg="Failed to test etcd connection: failed to get etcd status: rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing: dial tcp 127.0.0.1:2379: connect: connection refused\\""',
    /^etcd on this node does not answer: /,
  ],
  'k3s-io/k3s#7654': [
    'time="2023-05-22T22:15:40Z" level=error msg="Internal error occurred: failed calling webhook \\"policy.example.org\\": failed to call webhook: Post \\"https://policy.tools.svc:443/v1\\": dial tcp 10.43.9.1:443: connect: connection refused"',
    /^The API asks the webhook policy\.example\.org, which does not answer: /,
  ],
  'k3s-io/k3s#2509': [
    'time="2020-11-12T01:45:18Z" level=fatal msg="flannel exited: failed to acquire lease: nodes \\"pi-2\\" is forbidden: not yet ready to handle request"',
    /^The node is too slow for a control plane/,
  ],
  'kubelet whose certificates are gone': [
    'E0612 10:00:00.1 871 run.go:72] "command failed" err="failed to construct kubelet dependencies: unable to load client CA file /etc/kubernetes/pki/ca.crt: open /etc/kubernetes/pki/ca.crt: no such file or directory"',
    /^kubelet needs \/etc\/kubernetes\/pki\/ca\.crt, which is not there: /,
  ],
  'an etcd that is older than its data': [
    '{"level":"fatal","ts":"2025-09-01T10:00:00Z","caller":"membership/cluster.go:900","msg":"invalid downgrade; server version is lower than determined cluster version","current-server-version":"3.5.21","determined-cluster-version":"3.6"}',
    /^etcd 3\.5\.21 is older than the data of its cluster \(3\.6\): /,
  ],
  'a member of etcd that was there before': [
    '{"level":"fatal","msg":"discovery failed","error":"member 8e9e05c52164694d has already been bootstrapped"}',
    /^etcd on this node is no member of the cluster any more/,
  ],
  'confidential-dot-ai/c8s#622': [
    'time="2026-09-01T10:00:00Z" level=fatal msg="failed to unmarshal TOML: toml: key imports is already defined"',
    /^The configuration of containerd has a mistake/,
  ],
  'a containerd that is older than its configuration': [
    'containerd: expected containerd config version <= 2, got 3',
    /^The configuration of containerd is for a newer one/,
  ],
  'a plugin of containerd in the words of old configurations': [
    'containerd: invalid disabled plugin URI "cri" expect io.containerd.x.vx',
    /^The configuration of containerd has a mistake/,
  ],
  'kubelet that ends pods': [
    'I0612 10:00:00.1 871 eviction_manager.go:366] "Eviction manager: must evict pod(s) to reclaim" resourceName="ephemeral-storage"',
    /^kubelet ends pods, as the node has too little ephemeral-storage: /,
  ],
  'a certificate that ended': [
    'E0302 10:00:00.0 1 reflector.go:205] "Failed to watch" err="x509: certificate has expired or is not yet valid: current time 2024-03-02T10:00:00Z is after 2024-02-28T10:00:00Z"',
    /^A certificate has ended, /,
  ],
  'siderolabs/talos#13480': [
    'E0601 05:14:46.761948 1 run.go:72] "command failed" err="unrecognized feature gate: UserNamespacesPodSecurityStandards"',
    /^Kubernetes does not know the feature gate UserNamespacesPodSecurityStandards any more: /,
  ],
  'aws/eks-anywhere#8984': [
    'E1107 17:25:55.770885 280524 run.go:74] "command failed" err="failed to set feature gates from initial flags-based config: unrecognized feature gate: KubeletCredentialProviders"',
    /the feature gate KubeletCredentialProviders any more: .*kubelet\/config\.yaml/,
  ],
  'rootless-containers/usernetes#204': [
    'F1118 04:38:15.095965 167 server.go:269] failed to run Kubelet: failed to create kubelet: open /dev/kmsg: operation not permitted',
    /^The node is a container that may not read \/dev\/kmsg: /,
  ],
  'digitalis-io/k3s-on-prem-production#5': [
    '"Failed to run kubelet" err="failed to run Kubelet: failed to create kubelet: open /dev/kmsg: permission denied"',
    /^The node is a container that may not read \/dev\/kmsg: /,
  ],
  'a container whose kernel is not its own': [
    'time="2024-01-01T00:00:00Z" level=fatal msg="kubelet exited: write /proc/sys/net/netfilter/nf_conntrack_max: permission denied"',
    /^The node is a container that may not change its kernel \(\/proc\/sys\/net\/netfilter\/nf_conntrack_max\)/,
  ],
  'k3s-io/k3s#6652': [
    'E1214 10:00:00.1 1 network_policy_controller.go:1] Failed to initialize ipsets command executor due to ipset v7.6: Kernel and userspace incompatible',
    /^The running kernel has no ip_set, /,
  ],
  'k3s-io/k3s#3327': [
    'time="2021-05-14T14:20:05Z" level=warning msg="Skipping network policy controller start, ipset save failed: ipset v7.6: Kernel error received: Invalid argument"\ntime="2021-05-14T14:20:06Z" level=fatal msg="flannel exited: operation not supported"',
    /^The running kernel has no vxlan, /,
  ],
  'a Docker on a system of another kind': [
    'failed to create shim task: cgroups: cgroup mountpoint does not exist: unknown',
    /^The kernel has not mounted the control groups /,
  ],
  'moby/moby#16816': [
    'failed to start daemon: Error initializing network controller: Error creating default "bridge" network: Failed to program FILTER chain: iptables failed: iptables --wait -I FORWARD -o docker0 -j DOCKER: iptables: No chain/target/match by that name.',
    /^Rules of the firewall that Docker needs are gone, /,
  ],
  'a Docker of another time': [
    'failed to start daemon: error initializing graphdriver: prior storage driver aufs failed: driver not supported',
    /^Docker cannot keep images where and as it did: /,
  ],
  'moby/moby#32482': [
    'failed to register layer: Error processing tar file(exit status 1): symlink hostname /bin/dnsdomainname: operation not permitted',
    /^The disk for containers keeps no owners or links \(\/bin\/dnsdomainname\), as FAT, /,
  ],
  'k3s on a disk of a PC': [
    'time="2024-01-01T00:00:00Z" level=fatal msg="failed to create containerd: chown /mnt/usb/k3s/agent/containerd: operation not permitted"',
    /^The disk for containers keeps no owners or links \(\/mnt\/usb\/k3s\/agent\/containerd\)/,
  ],
  'etcd, whose members have other clocks': [
    '{"level":"warn","ts":"2022-07-04T06:35:26.512Z","caller":"rafthttp/probing_status.go:86","msg":"prober found high clock drift","round-tripper-name":"ROUND_TRIPPER_SNAPSHOT","remote-peer-id":"d66e878e1cd03cfc","clock-drift":"8m0.640985013s","rtt":"502.906µs"}',
    /^The clock of the node is wrong, or that of another control plane: /,
  ],
  'k3s with addresses of two kinds': [
    'time="2024-01-01T00:00:00Z" level=fatal msg="cluster-cidr: [10.45.0.0/16 fd00:45::/56] and node-ip: [172.16.0.9], must share the same IP version (IPv4, IPv6 or dual-stack)"',
    /^The cluster and the node do not speak the same IP: /,
  ],
  'a certificate without addresses': [
    'E0101 00:00:00.0 1 reflector.go:205] "Failed to watch" err="tls: failed to verify certificate: x509: cannot validate certificate for 192.168.1.101 because it doesn\'t contain any IP SANs"',
    /^Nodes call the API by 192\.168\.1\.101, which its certificate does not name: /,
  ],
  'a unit whose user is gone': [
    'microcloud-publisher.service: Main process exited, code=exited, status=217/USER',
    /^The user that the unit names is not there: /,
  ],
  'a unit that shall see a folder that is gone': [
    'k3s.service: Failed at step NAMESPACE spawning /usr/local/bin/k3s: No such file or directory',
    /^systemd cannot lay out the folders that the unit shall see: /,
  ],
  'a card that is slower than kubelet': [
    'E0101 00:00:00.0 1 log.go:32] "CreateContainer in sandbox from runtime service failed" err="rpc error: code = Unknown desc = failed to reserve container name \\"coredns_1\\": name \\"coredns_1\\" is reserved for \\"0f3a\\""',
    /^containerd has not ended what kubelet has asked for before: /,
  ],
  'k3s-io/k3s#5714': [
    'time="2022-06-15T08:22:39Z" level=fatal msg="/var/lib/rancher/k3s/server/tls/etcd/server-ca.crt, /var/lib/rancher/k3s/server/cred/passwd newer than datastore and could cause a cluster outage. Remove the file(s) from disk and restart to be recreated from datastore."',
    /: move \/var\/lib\/rancher\/k3s\/server\/tls\/etcd\/server-ca\.crt and the other files of that line away/,
  ],
  'etcd-io/etcd#11949': [
    '{"level":"panic","msg":"failed to recover v3 backend from snapshot","error":"failed to find database snapshot file (snap: snapshot file doesn\'t exist)"}',
    /^What etcd keeps on this node is damaged/,
  ],
  'etcd-io/etcd#12492': [
    "panic: recovering backend from snapshot error: database snapshot file path error: snap: snapshot file doesn't exist",
    /^What etcd keeps on this node is damaged/,
  ],
  'a log of etcd with a wrong sum': [
    '{"level":"panic","msg":"failed to read WAL","error":"walpb: crc mismatch"}',
    /^What etcd keeps on this node is damaged/,
  ],
  'containerd/containerd#3347': [
    'panic: invalid page type: 4: 10',
    /^The database of etcd \(with k3s\) or of containerd \(with kubeadm\) is damaged/,
  ],
  'containerd/containerd#4838': [
    'time="2020-12-13T00:00:00Z" level=warning msg="failed to load plugin io.containerd.metadata.v1.bolt" error="invalid database"',
    /^What containerd knows of its images is damaged/,
  ],
  'kubernetes/kubernetes#135711': [
    'panic: could not restore state from checkpoint: invalid character \'"\' after top-level value, please drain this node and delete pod allocation checkpoint file "/var/lib/kubelet/pod_status_manager_state" before restarting Kubelet',
    /: sudo rm \/var\/lib\/kubelet\/pod_status_manager_state,/,
  ],
  'kubernetes/kubernetes#95041': [
    'F0124 08:07:28.168281 285886 kubelet.go:1371] Failed to start ContainerManager start cpu manager error: could not restore state from checkpoint: checkpoint is corrupted, please drain this node and delete the CPU manager checkpoint file "/var/lib/kubelet/cpu_manager_state" before restarting Kubelet',
    /: sudo rm \/var\/lib\/kubelet\/cpu_manager_state,/,
  ],
  'kubernetes/kubernetes#8198': [
    'E0513 1 "Failed to start cAdvisor" err="inotify_add_watch /sys/fs/cgroup/cpu,cpuacct: no space left on device"',
    /^Too many open files: raise fs\.inotify/,
  ],
  'tilt-dev/tilt#3916': [
    'failed to watch file "/var/log/pods/x/0.log": no space left on device',
    /^Too many open files: raise fs\.inotify/,
  ],
  'kubernetes/kubernetes#70324': [
    'E0409 1 pod_workers.go:191] failed to ensure that the pod cgroups exist: mkdir /sys/fs/cgroup/memory/kubepods/burstable/pod1: no space left on device',
    /^The kernel makes no more control groups/,
  ],
  'kubernetes/kubernetes#98009': [
    'F0113 14:56:47.804328 14588 kubelet.go:1359] Failed to start ContainerManager failed to get rootfs info: failed to get device for dir "/var/lib/kubelet": could not find device with major: 0, minor: 38 in cached partitions map',
    /^kubelet does not find the disk below \/var\/lib\/kubelet/,
  ],
  'k3s-io/k3s#2547': [
    'W1116 16:07:08.518939 2220 iptables.go:556] Could not set up iptables canary mangle/KUBE-PROXY-CANARY: error creating chain: exit status 4: iptables v1.8.3 (nf_tables): CHAIN_ADD failed (No such file or directory): chain OUTPUT',
    /^The running kernel lacks a part of nftables/,
  ],
  'k3s-io/k3s#2547, later': [
    "E1116 16:07:08.674874 2220 proxier.go:866] error checking rule: exit status 2: iptables v1.8.3 (nf_tables): Couldn't find match `conntrack'",
    /^The running kernel, or iptables, lacks conntrack/,
  ],
  'k3s-io/k3s#5669': [
    'time="2022-06-12T10:00:00Z" level=fatal msg="containerd exited: exit status 2"',
    /^containerd stops, and says why on the node: sudo tail \/var\/lib\/rancher\/k3s\/agent\/containerd\/containerd\.log/,
  ],
  'a database of etcd that is full': [
    'apiserver received an error that is not an metav1.Status: &errors.errorString{s:"etcdserver: mvcc: database space exceeded"}',
    /^etcd has as much as it may have/,
  ],
  'a container without the messages of the kernel': [
    'E0604 1 run.go:72] "command failed" err="failed to run Kubelet: failed to create kubelet: open /dev/kmsg: no such file or directory"',
    /^The node is a container that may not read \/dev\/kmsg/,
  ],
  'a program that starts containers and is gone': [
    'failed to create shim task: OCI runtime create failed: unable to retrieve OCI runtime error (open log.json: no such file or directory): exec: \\"runc\\": executable file not found in $PATH: unknown',
    /^The program runc, which starts containers, is missing: sudo apt-get install --reinstall runc/,
  ],
  'a pool of processes that is empty': [
    'fork/exec /usr/bin/runc: resource temporarily unavailable',
    /^The node may have no more processes/,
  ],
  // What unattended hands leave in daemon.json, as docker/for-linux and moby have it again and again.
  'a file of Docker with a mistake': [
    "unable to configure the Docker daemon with file /etc/docker/daemon.json: invalid character '}' looking for beginning of object key string",
    /^Docker cannot read \/etc\/docker\/daemon\.json: /,
  ],
  'a setting that Docker is told twice': [
    'unable to configure the Docker daemon with file /etc/docker/daemon.json: the following directives are specified both as a flag and in the configuration file: hosts: (from flag: [fd://], from file: [tcp://0.0.0.0:2375])',
    /^Docker is told hosts twice: /,
  ],
  'control groups that are not there for Docker': [
    "failed to start daemon: Devices cgroup isn't mounted",
    /^The kernel has not mounted the control groups/,
  ],
  'an interface that has no address': [
    'level=fatal msg="flannel exited: failed to find IPv4 address for interface eth0"',
    /^The interface eth0 has no IPv4 address/,
  ],
  'a node without addresses for pods': [
    'E0816 1 main.go:333] Error registering network: failed to acquire lease: node "pi-2" pod cidr not assigned',
    /^The cluster has given the node no addresses for pods/,
  ],
  'the limit of Docker Hub': [
    'E1 "PullImage failed" err="failed to pull and unpack image: unexpected status code 429 Too Many Requests - toomanyrequests: You have reached your pull rate limit."',
    /^Docker Hub gives no more images/,
  ],
  'a card that cannot be read': [
    'fatal error: fault [signal SIGBUS: bus error code=0x2 addr=0x7f8e3a1000 pc=0x1a2b3c]',
    /^The card or disk cannot be read/,
  ],
  'a name that nobody knows': [
    'level=info msg="Waiting to retrieve agent configuration; server is not ready: Get \\"https://api.lan:6443/cacerts\\": dial tcp: lookup api.lan on 192.168.1.1:53: read udp 192.168.1.9:4->192.168.1.1:53: i/o timeout"',
    /^The node does not find the name api\.lan: /,
  ],
  'a control plane that joins beside another one': [
    'level=info msg="Waiting for other members to finish joining etcd cluster: etcdserver: too many learner members in cluster"',
    /^Another control plane joins just now/,
  ],
  'an API that answers late': [
    'E1 Unable to update lease: Get "https://192.168.1.10:6443/apis": net/http: TLS handshake timeout',
    /^The API answers too late/,
  ],
  'a containerd that answers late': [
    'E1 kubelet.go:2347] "Skipping pod synchronization" err="PLEG is not healthy: pleg was last seen active 4m12.3s ago; threshold is 3m0s"',
    /^containerd answers late/,
  ],
};

describe('the causes that people have reported', () => {
  itFindsCauses((report) => `are known in the words of ${report}`, reports);

  // systemd says 203/EXEC of each program that it cannot run, and later than why.
  it('are not hidden by what systemd says after them', () => {
    const exited = 'kubelet.service: Main process exited, code=exited, status=203/EXEC';
    const failed = 'kubelet.service: Failed at step EXEC spawning /usr/local/bin/kubelet: ';
    assert.match(
      causeIn(`${failed}Exec format error\n${exited}\n`),
      /^The program \/usr\/local\/bin\/kubelet is for another/,
    );
    assert.match(causeIn(`${failed}Permission denied\n${exited}\n`), /^The system may not run /);
    assert.match(causeIn(`${failed}No such file or directory\n${exited}\n`), /^The program of the unit is not there/);
  });

  // k3s-io/k3s#6474: "k3s stops, and says why" tells nothing that the line does not.
  it('are told of a line by which k3s stops, also when every start writes it', () => {
    const stops = 'level=fatal msg="CA cert validation failed: x509: certificate signed by unknown authority"';
    const noise = 'dial tcp 192.168.1.10:6443: connect: connection refused';
    assert.match(causeIn(`${noise}\n${stops}\n${noise}\n`), /^The API that answers is of another cluster/);
    assert.match(causeOfStart(`${noise}\n${stops}\n`), /^The API that answers is of another cluster/);
    assert.match(causeIn(`${noise}\nlevel=fatal msg="unknown driver"\n`), /^k3s stops, and says why/);
    assert.equal(causeOfStart(`${noise}\n`), '');
  });

  it('are none in a name that ends in .yaml, in a second between two clocks, and in volumes of pods', () => {
    const denied = 'level=fatal msg="Failed to process config: open /etc/rancher/k3s/config.yaml: permission denied"';
    assert.match(causeIn(`${denied}\n`), /^k3s stops, and says why/);
    const second = '"msg":"prober found high clock drift","clock-drift":"1.123978766s","rtt":"15.9ms"';
    const volume =
      'failed to set up volume: lchown /var/lib/kubelet/pods/1/volumes/kubernetes.io~nfs/a: operation not permitted';
    for (const line of [second, volume]) assert.equal(causeIn(`${line}\n`), line);
  });

  it('are what systemd says where the unit itself says nothing', () => {
    const lines =
      'kubelet.service: Main process exited, code=exited, status=99/n/a\nkubelet.service: Failed with result';
    assert.equal(causeIn(`${lines}\n`), lines);
  });

  it('are none in what a node that runs says of pods that end', () => {
    const ended = 'error getting stats: open /sys/fs/cgroup/kubepods.slice/x/memory.max: no such file or directory';
    const own =
      'runc create failed: unable to start container process: exec: \\"bash\\": executable file not found in $PATH';
    for (const line of [ended, own]) assert.equal(causeIn(`${line}\n`), line);
  });
});
