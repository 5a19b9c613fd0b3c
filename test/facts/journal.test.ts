import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { journalCause, kubeadmCause, unitCause } from '../../src/facts/journal.ts';
import { Script } from '../../src/shell/sh.ts';
import { itFindsCauses, type JournalRow, quietLines } from '../support/journal-rows.ts';
import { makeScope } from '../support/plan.ts';
import { assertShell } from '../support/shell.ts';
import { temporary } from '../support/temporary.ts';

const refused =
  'E1121 09:08:50.393138    1451 controller.go:201] "Failed to ensure lease exists, will retry" err="Get \\"https://172.29.5.11:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/pi-1?timeout=10s\\": dial tcp 172.29.5.11:6443: connect: connection refused" interval="200ms"';
const noNetwork =
  'time="2026-11-21T09:08:12.182387702Z" level=error msg="failed to load cni during init, please check CRI plugin status before setting up network for pods" error="cni config load failed: no network config found in /etc/cni/net.d: cni plugin not initialized: failed to load cni config"';

/** Lines as kubelet 1.35, containerd 1.7 and systemd write them. */
const rows: Record<string, JournalRow> = {
  swap: [
    'E1121 09:14:01.120347    1849 run.go:72] "command failed" err="failed to run Kubelet: running with swap on is not supported, please disable swap or set --fail-swap-on flag to false"',
    /^Swap is on/,
  ],
  "containerd's CRI switched off": [
    'E1121 09:14:01.120347    1849 run.go:72] "command failed" err="failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint \\"unix:///run/containerd/containerd.sock\\": rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService"',
    /^containerd's CRI plugin is off/,
  ],
  'cgroup v1': [
    'E1121 09:14:01.120347    1849 run.go:72] "command failed" err="failed to validate kubelet configuration, error: kubelet is configured to not run on a host using cgroup v1. cgroup v1 support is unsupported and will be removed in a future release, path: &TypeMeta{Kind:,APIVersion:,}"',
    /^The node has cgroup v1/,
  ],
  'two cgroup drivers': [
    'E1121 09:14:01.120347    1849 pod_workers.go:1324] "Error syncing pod, skipping" err="failed to \\"CreatePodSandbox\\" for \\"etcd-pi-1_kube-system\\" with CreatePodSandboxError: \\"rpc error: code = Unknown desc = failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: expected cgroupsPath to be of format \\\\\\"slice:prefix:name\\\\\\" for systemd cgroups, got \\\\\\"/kubepods/burstable/pod1/2\\\\\\" instead: unknown\\""',
    /^kubelet and containerd use different cgroup drivers/,
  ],
  'no memory cgroup in version 2': [
    'E1121 09:14:01.120347    1849 kubelet.go:1702] "Failed to start ContainerManager" err="cgroup [\\"kubepods\\"] has some missing controllers: memory"',
    /^The memory cgroup is off/,
  ],
  'no memory cgroup in version 1': [
    'E1121 09:14:01.120347    1849 kubelet.go:1702] "Failed to start ContainerManager" err="cgroup [\\"kubepods\\"] has some missing paths: /sys/fs/cgroup/memory/kubepods"',
    /^The memory cgroup is off/,
  ],
  'a wrong clock': [
    'E1121 09:14:01.120347    1849 reflector.go:205] "Failed to watch" err="failed to list *v1.Node: Get \\"https://172.29.5.11:6443/api/v1/nodes\\": tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2025-05-13T02:25:10Z is before 2026-11-21T09:03:41Z"',
    /^A certificate is not valid now: compare the clocks/,
  ],
  'an ended token': [
    'E1121 09:08:50.085353    1451 certificate_manager.go:596] "Failed while requesting a signed certificate from the control plane" err="cannot create certificate signing request: Unauthorized" logger="kubernetes.io/kube-apiserver-client-kubelet.UnhandledError"',
    /^The join token is not accepted/,
  ],
  'a program for another machine': [
    'kubelet.service: Failed at step EXEC spawning /usr/local/bin/kubelet: Exec format error',
    /^The program \/usr\/local\/bin\/kubelet is for another architecture, or damaged/,
  ],
  'a damaged configuration of the pod network': [
    'time="2026-11-29T09:08:12.182387702Z" level=error msg="failed to reload cni configuration after receiving fs change event(WRITE \\"/etc/cni/net.d/10-flannel.conflist\\")" error="cni config load failed: failed to load CNI config list file /etc/cni/net.d/10-flannel.conflist: error parsing configuration list: unexpected end of JSON input: invalid cni config: failed to load cni config"',
    /^The configuration of the pod network, \/etc\/cni\/net\.d\/10-flannel\.conflist, is damaged: /,
  ],
  'a program of the pod network that is gone': [
    'E1129 09:14:01.120347    1849 log.go:32] "RunPodSandbox from runtime service failed" err="rpc error: code = Unknown desc = failed to setup network for sandbox \\"1\\": plugin type=\\"flannel\\" failed (add): failed to find plugin "bridge" in path [/usr/lib/cni]"',
    /^The program bridge of the pod network is missing/,
  ],
  'a mistake in the configuration of containerd': [
    'containerd: failed to load TOML: /etc/containerd/config.toml: (5, 3): unexpected token',
    /^The configuration of containerd has a mistake/,
  ],
  'a mistake in the configuration of kubelet': [
    'E1129 09:14:01.120347    1849 run.go:72] "command failed" err="failed to load kubelet config file, path: /var/lib/kubelet/config.yaml, error: failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to decode: yaml: line 3: could not find expected \':\'"',
    /^kubelet cannot read \/var\/lib\/kubelet\/config\.yaml: /,
  ],
  'a broken card': [
    'E1129 09:14:01.120347    1849 kubelet.go:1] "Failed" err="open /var/lib/kubelet/x: read-only file system"',
    /^The file system is read-only/,
  ],
  'an image that cannot come': [
    'time="2026-11-21T09:14:01.182387702Z" level=error msg="PullImage \\"registry.k8s.io/pause:3.10.1\\" failed" error="failed to pull and unpack image \\"registry.k8s.io/pause:3.10.1\\": failed to resolve reference \\"registry.k8s.io/pause:3.10.1\\": failed to do request: Head \\"https://registry.k8s.io/v2/pause/manifests/3.10.1\\": dial tcp: lookup registry.k8s.io on 172.29.5.1:53: no such host"',
    /^An image cannot be downloaded/,
  ],
  // From here on as people have reported them, shortened: etcd-io/etcd#10722, #13406, k3s-io/k3s#10126, #4327, #746.
  'a damaged database of k3s': [
    'time="2026-11-02T10:00:05Z" level=fatal msg="Failed to start: error creating datastore: database disk image is malformed"',
    /^The database of the cluster is damaged/,
  ],
  'a damaged log of etcd': [
    '{"level":"panic","logger":"raft","msg":"tocommit(3311215) is out of range [lastIndex(3311164)]. Was the raft log corrupted, truncated, or lost?"}',
    /^What etcd keeps on this node is damaged/,
  ],
  'a card that fails': [
    'E1121 09:14:01.120347 1849 kubelet.go:1] "Failed" err="write /var/lib/kubelet/x: input/output error"',
    /^The card or disk cannot be read or written/,
  ],
  'too little memory': ["k3s.service: Failed with result 'oom-kill'.", /^The node has too little memory/],
  'a program that is gone': [
    'k3s.service: Main process exited, code=exited, status=203/EXEC',
    /^The program of the unit is not there/,
  ],
  'a kernel that was updated': [
    "iptables v1.8.9 (legacy): can't initialize iptables table `filter': Table does not exist (do you need to insmod?)",
    /must reboot\.$/m,
  ],
  'a flag that kubelet no longer has': [
    'E1121 09:14:01.120347 1849 run.go:72] "command failed" err="failed to parse kubelet flag: unknown flag: --pod-infra-container-image"',
    /^kubelet does not know --pod-infra-container-image any more/,
  ],
  'a port that another program has': [
    'time="2026-03-02T10:00:00Z" level=fatal msg="starting kubernetes: preparing server: failed to listen: listen tcp :6443: bind: address already in use"',
    /^Another program has port 6443\. .*"sport = :6443"/,
  ],
  // killer-sh/cks-course-environment#93, containerd/containerd#12612
  'a setting that containerd refuses': [
    'time="2026-04-11T10:00:00Z" level=warning msg="failed to load plugin" error="invalid cri image config: `mirrors` cannot be set when `config_path` is provided" id=io.containerd.cri.v1.images type=io.containerd.cri.v1',
    /^containerd's CRI plugin does not load.*: invalid cri image config: `mirrors` cannot be set/,
  ],
  'a disk without overlayfs': [
    'time="2026-05-02T10:00:00Z" level=fatal msg="\\"overlayfs\\" snapshotter cannot be enabled for \\"/var/lib/rancher/k3s/agent/containerd\\", try using \\"fuse-overlayfs\\" or \\"native\\": failed to mount overlay: invalid argument"',
    /^The disk with \/var\/lib\/rancher\/k3s\/agent\/containerd cannot carry overlayfs/,
  ],
  'a disk without overlayfs, for containerd by itself': [
    'E1130 19:39:56.366288    2238 remote_runtime.go:325] "RunPodSandbox from runtime service failed" err="rpc error: code = Unknown desc = failed to create containerd task: failed to create shim task: failed to mount rootfs component: invalid argument: unknown"',
    /^containerd's disk cannot carry overlayfs/,
  ],
  'no default route': [
    'time="2026-02-02T10:00:00Z" level=fatal msg="flannel exited: failed to get default interface: Unable to find default route"',
    /^The node has no default route/,
  ],
  'an address that the node no longer has': [
    'level=error msg="Shutdown request received: failed to start networking: unable to initialize network policy controller: error getting node subnet: failed to find interface with specified node ip"',
    /^The node does not have the address/,
  ],
  'a token of kubeadm for k3s': [
    'level=fatal msg="starting kubernetes: preparing server: failed to normalize server token; must be in format K10<CA-HASH>::<USERNAME>:<PASSWORD> or <PASSWORD>"',
    /^The file in \/etc\/rancher\/k3s holds no token/,
  ],
  'a resolv.conf that nothing writes': [
    'E1121 09:14:01.120347 1849 dns.go:153] "Failed to generate sandbox config for pod" err="open /run/systemd/resolve/resolv.conf: no such file or directory"',
    /^kubelet shall read \/run\/systemd\/resolve\/resolv\.conf/,
  ],
  'a registry with a certificate of its own': [
    'level=error msg="PullImage failed" error="failed to pull and unpack image \\"r.lan/x\\": failed to do request: x509: certificate signed by unknown authority"',
    /^A registry has a certificate/,
  ],
  'a card that is too slow': [
    'level=fatal msg="leaderelection lost for kube-controller-manager"',
    /^The node is too slow/,
  ],
  // The same causes in the words of other versions, programs and boards, as people have reported them.
  // flannel-io/flannel#1502, #1747, k3s-io/k3s#6093, #335, kubernetes/kubernetes#108877, #26038, containerd/containerd#6203
  'a kernel without vxlan': [
    'time="2021-11-03T03:58:08Z" level=fatal msg="flannel exited: operation not supported"',
    /^The running kernel has no vxlan.*linux-modules-extra-raspi/,
  ],
  'a kernel without vxlan, for Flannel by itself': [
    'E0816 09:27:54.402647       1 main.go:330] Error registering network: operation not supported',
    /^The running kernel has no vxlan/,
  ],
  'a kernel without a part of iptables': [
    'E0902 17:55:34.945527 3747 proxier.go:874] "Failed to ensure chain jumps" err=< error checking rule: exit status 2: iptables v1.8.4 (legacy): Couldn\'t load match `comment\':No such file or directory',
    /^The running kernel, or iptables, lacks comment/,
  ],
  'modules of another kernel': [
    'E0322 14:49:16.816309 1 proxier.go:840] "Failed to ensure chain exists" err="exit status 3: modprobe: ERROR: could not insert \'ip_tables\': Exec format error',
    /^The module ip_tables is for another kernel/,
  ],
  'a control group that is off': [
    'F0411 23:41:18.953434 2084 kubelet.go:1327] Failed to start ContainerManager failed to set supported cgroup subsystems for cgroup [kubepods burstable]: Failed to find subsystem mount for required subsystem: pids',
    /^The kernel has the control group pids off/,
  ],
  'a control group that is off, as older ones say it': [
    'E1015 08:22:01.867519 897 kubelet.go:1] Failed to start ContainerManager system validation failed - Following Cgroup subsystem not mounted: [cpuset]',
    /^The kernel has the control group cpuset off/,
  ],
  'a control group that is off in version 2': [
    'E1121 09:14:01.120347 1849 kubelet.go:1702] "Failed to start ContainerManager" err="cgroup [\\"kubepods\\"] has some missing controllers: cpuset"',
    /^The kernel has the control group cpuset off/,
  ],
  'a kernel that is too old for containers': [
    'OCI runtime create failed: runc create failed: error setting cgroup config for procHooks process: bpf_prog_query(BPF_CGROUP_DEVICE) failed: invalid argument: unknown.',
    /^The kernel is too old/,
  ],
  // k3s-io/k3s#2599, inclavare-containers#1364, rancher/k3os#381
  'an interface of an earlier Flannel': [
    'level=fatal msg="flannel exited: failed to configure interface flannel.1: failed to ensure address of interface flannel.1: link has incompatible addresses. Remove additional addresses and try again."',
    /^flannel\.1 is left from an earlier cluster.* ip link delete flannel\.1$/m,
  ],
  'a bridge of an earlier cluster': [
    'E1121 09:14:01.120347 1849 log.go:32] "RunPodSandbox from runtime service failed" err="plugin type=\\"bridge\\" failed (add): failed to set bridge addr: \\"cni0\\" already has an IP address different from 10.244.1.1/24"',
    /^cni0 is left from an earlier cluster/,
  ],
  'a clock that begins in 1970': [
    'level=fatal msg="server time isn\'t set properly: 1970-01-01 00:51:44.168967964 +0000 UTC m=+1.411071037"',
    /^The clock of the node is wrong/,
  ],
  // canonical/microk8s#3091, FootprintAI/Containarium#1452, docker/compose#12351
  'kernel settings that kubelet may not change': [
    'E0424 03:43:38.826373 8825 kubelet.go:1423] "Failed to start ContainerManager" err="[invalid kernel flag: vm/overcommit_memory, expected value: 1, actual value: 0]"',
    /^The kernel has another vm\/overcommit_memory than kubelet wants/,
  ],
  'a container in the place of a machine': [
    'E0819 09:00:00.826373 8825 kubelet.go:1688] "Failed to start ContainerManager" err="[open /proc/sys/kernel/panic_on_oops: permission denied]"',
    /^The node is a container .*\(\/proc\/sys\/kernel\/panic_on_oops\)/,
  ],
  'a systemd that starts nothing more': [
    'runc create failed: unable to start container process: unable to apply cgroup configuration: unable to start unit "cri-containerd-59dd.scope" (properties [{Name:PIDs}]): Launch helper exited with unknown return code 1: unknown.',
    /^systemd does not start what a container needs/,
  ],
  // kairos-io/kairos#2435, rancher/rancher#28189, k3s-io/k3s#7344
  'no default route, in other words': [
    'level=fatal msg="no default routes found in \\"/proc/net/route\\" or \\"/proc/net/ipv6_route\\""',
    /^The node has no default route/,
  ],
  'no default route, for the API': [
    `level=fatal msg="apiserver exited: Unable to find suitable network address.error='unable to select an IP from default routes.'. Try to set the AdvertiseAddress directly"`,
    /^The node has no default route/,
  ],
  'an address that nothing has': [
    'level=fatal msg="starting kubernetes: preparing server: init cluster datastore and https: listen tcp 127.0.0.1:6444: bind: cannot assign requested address"',
    /^The node does not have the address 127\.0\.0\.1/,
  ],
  // k3s-io/k3s#3389, #8381, #6654, #2615, #2425
  'a certificate without the name that is called': [
    'level=error msg="Failed to connect to proxy" error="x509: certificate is valid for 10.43.0.1, 127.0.0.1, 192.168.0.21, not 2601:152:4001:aa90::1e"',
    /^Nodes call the API by 2601:152:4001:aa90::1e,/,
  ],
  'a token that is not taken': [
    'level=error msg="failed to get CA certs: https://127.0.0.1:6444/cacerts: 401 Unauthorized"',
    /^The join token is not accepted/,
  ],
  'a card that is too slow, for kubelet': [
    'E1215 11:11:26.004914 2140000 server.go:218] "Leaderelection lost"',
    /^The node is too slow/,
  ],
  'a card that is too slow for locks': [
    'E1202 20:45:11.696999 8976 leaderelection.go:356] Failed to update lock: Put https://127.0.0.1:6444/api/v1/namespaces/kube-system/endpoints/cloud-controller-manager: context deadline exceeded',
    /^The node is too slow/,
  ],
  'a card that is too slow for a start': [
    'F0209 18:17:23.032755 5937 controllermanager.go:262] Failed to wait for apiserver being healthy: timed out waiting for the condition',
    /^The node is too slow/,
  ],
  // kubernetes/kubeadm#1280, etcd-io/etcd#3710, k3s-io/k3s#2853, #755
  'a member of etcd that was taken out': [
    '{"level":"fatal","msg":"discovery failed","error":"error validating peerURLs {ClusterID:500f903265bef4ea RemovedMemberIDs:[]}: member count is unequal"}',
    /^etcd on this node is no member/,
  ],
  'a member of another etcd': [
    '{"level":"warn","msg":"request sent was ignored by remote peer due to cluster ID mismatch","error":"cluster ID mismatch"}',
    /^etcd on this node or on another one is of another cluster/,
  ],
  'a slow disk below etcd': [
    '{"level":"warn","caller":"wal/wal.go:806","msg":"slow fdatasync","took":"7.454439372s","expected-duration":"1s"}',
    /^The card is too slow/,
  ],
  'a slow disk below SQLite': [
    'E0823 14:32:33.956373 6017 controller.go:159] failed to update node lease, error: database is locked',
    /^The card is too slow/,
  ],
  // k3s-io/k3s#1395, #9860, #8158: the load balancer in an agent takes each call, and ends it.
  ...Object.fromEntries(
    [
      'Get https://127.0.0.1:41461/cacerts: EOF',
      'Get \\"https://127.0.0.1:6444/cacerts\\": EOF',
      'Get \\"https://127.0.0.1:6444/cacerts\\": read tcp 127.0.0.1:37044->127.0.0.1:6444: read: connection reset by peer',
      'Get \\"https://127.0.0.1:6444/cacerts\\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
    ].map((error): [string, JournalRow] => [
      `a control plane that does not answer k3s (${error})`,
      [
        `level=info msg="Waiting to retrieve agent configuration; server is not ready: failed to get CA certs: ${error}"`,
        /^The API of the control plane cannot be reached/,
      ],
    ]),
  ),
  'a control plane that is not ready': [
    'level=error msg="Failed to configure agent: https://127.0.0.1:6444/v1-k3s/serving-kubelet.crt: 503 Service Unavailable"',
    /^The control plane answers, and is not ready/,
  ],
  'too many open files': [
    'E1121 09:14:01.120347    1849 run.go:72] "command failed" err="failed to run Kubelet: unable to create inotify: too many open files"',
    /^Too many open files/,
  ],
  'a full disk': [
    'E1121 09:14:01.120347    1849 kuberuntime_manager.go:1449] "Failed to create pod sandbox" err="rpc error: code = Unknown desc = mkdir /var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/new-1: no space left on device"',
    /^The disk is full/,
  ],
  'no configuration': [
    'E1121 09:14:01.120347    1849 run.go:72] "command failed" err="failed to load kubelet config file, path: /var/lib/kubelet/config.yaml, error: failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to read kubelet config file \\"/var/lib/kubelet/config.yaml\\", error: open /var/lib/kubelet/config.yaml: no such file or directory"',
    /^kubelet has no configuration/,
  ],
  'a control plane that does not answer': [refused, /^The API of the control plane cannot be reached/],
  'a node of the same name': [
    `time="2026-11-21T12:29:56Z" level=info msg="Waiting to retrieve agent configuration; server is not ready: Node password rejected, duplicate hostname or contents of '/etc/rancher/node/password' may not match server node-passwd entry, try enabling a unique node name with the --with-node-id flag"`,
    /^Another machine has joined under this name/,
  ],
  'the token of another cluster': [
    'time="2026-11-21T12:29:56Z" level=fatal msg="Error: preparing server: failed to validate token: token CA hash does not match the Cluster CA certificate hash: f544 != 0000"',
    /^The token is of another cluster/,
  ],
  'a setting that k3s does not know': [
    'time="2026-11-21T12:29:56Z" level=fatal msg="Error: flag provided but not defined: -kubelet-args"',
    /^k3s does not know one of its settings/,
  ],
  'what k3s says itself': [
    'time="2026-11-21T19:17:29Z" level=error msg="Shutdown request received: failed to start container runtime: cri-dockerd disabled at build time"',
    /^k3s stops, and says why/,
  ],
  'no pod network': [noNetwork, /^The pod network is not ready/],
};

const parse = (...lines: readonly string[]) => journalCause(makeScope().cluster).parse(`${lines.join('\n')}\n`);

describe('the cause in a journal', () => {
  itFindsCauses((about) => `may be ${about}, with the line that tells`, rows);

  it('is the more telling one, wherever it is', () => {
    const [swap] = rows.swap ?? [];
    assert.match(parse(noNetwork, refused, swap ?? '', refused), /^Swap is on/);
    assert.match(parse(refused, noNetwork), /^The API of the control plane/);
  });

  it('is why k3s stopped, and not a later consequence', () => {
    const stops = 'level=error msg="Shutdown request received: cri-dockerd disabled at build time"';
    assert.match(parse(stops, 'level=fatal msg="unknown driver"'), /cri-dockerd/);
  });

  it('comes with the latest line', () => {
    const later = refused.replace('09:08:50', '09:10:00');
    assert.match(parse(refused, later), /09:10:00/);
  });

  it('is the last lines where no cause is known', () => {
    assert.equal(parse('zero', ...quietLines), quietLines.join('\n').slice(0, 600));
  });

  it('is what the unit says, not what systemd says about it', () => {
    const systemd = ['k3s.service: Main process exited, code=exited, status=1/FAILURE', 'Failed to start k3s.service.'];
    assert.equal(parse('it has no disk', ...systemd), 'it has no disk');
  });

  it('is no missing module that a unit does without', () => {
    const own = 'this is no k3s';
    const module = 'modprobe: FATAL: Module overlay not found in directory /lib/modules/6.12.34+rpt-rpi-2712';
    assert.equal(parse(`${module}\n${own}\n`), `${module}\n${own}`);
  });

  it('is nothing where nothing was said', () => assert.equal(parse(''), ''));

  it('of kubeadm waiting in vain is only what is known, and not what every start goes through', () => {
    const cause = kubeadmCause(makeScope().cluster);
    assertShell({ facts: [cause, unitCause('kubelet.service')] });
    const [swap = ''] = rows.swap ?? [];
    assert.match(cause.parse(`${refused}\n${swap}\n`), /^Swap is on/);
    assert.equal(cause.parse(`${refused}\n${noNetwork}\nsomething else\n`), '');
    assert.equal(cause.parse(''), '');
  });

  it('of kubeadm is not looked for where kubeadm failed by itself', async (t) => {
    const wire =
      'wire' in kubeadmCause(makeScope().cluster).ask ? (kubeadmCause(makeScope().cluster).ask as Script).wire : '';
    const directory = await temporary(t);
    const words = (output: string) => {
      writeFileSync(join(directory, 'output'), output);
      writeFileSync(join(directory, 'running'), '');
      writeFileSync(join(directory, 'journalctl'), '#!/bin/sh\nprintf "%s\\n" "$*"\n');
      chmodSync(join(directory, 'journalctl'), 0o755);
      const script = wire
        .replaceAll('/run/microcloud/output', join(directory, 'output'))
        .replaceAll('/var/lib/microcloud/kubeadm-running', join(directory, 'running'));
      return execFileSync('sh', ['-c', script], {
        encoding: 'utf8',
        env: { ...process.env, PATH: `${directory}:${process.env.PATH}` },
      });
    };
    assert.equal(words('error: error execution phase preflight: [ERROR NumCPU]\n'), '');
    for (const said of [
      'error: error execution phase wait-control-plane: failed while waiting for the kubelet to start\n',
      '[kubelet-check] The kubelet is not healthy after 4m0.5s\n',
      'error: error execution phase kubelet-start: timed out\n',
    ]) {
      assert.match(words(said), /-u kubelet -u containerd -n 1000 --since=@\d+/);
    }
  });

  it('is looked for in the last lines, where -n with --since means the first ones', async (t) => {
    const directory = await temporary(t);
    const program = join(directory, 'journalctl');
    // As with systemd 252.
    writeFileSync(program, `#!/bin/sh\ncase " $* " in *" -r "*) printf 'last\\nfirst\\n' ;; *) echo first ;; esac\n`);
    chmodSync(program, 0o755);
    const { ask } = journalCause(makeScope().cluster);
    assert.ok(ask instanceof Script);
    const env = { PATH: `${directory}:${process.env.PATH}` };
    assert.equal(execFileSync('sh', ['-c', ask.wire], { env, encoding: 'utf8' }), 'first\nlast\n'.repeat(2));
  });
});
