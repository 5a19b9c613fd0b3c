import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { journalCause, kubeadmCause, unitCause } from '../../src/facts/journal.ts';
import { Script } from '../../src/shell/sh.ts';
import { makeScope } from '../support/plan.ts';
import { assertShell } from '../support/shell.ts';
import { temporary } from '../support/temporary.ts';

const refused =
  'E1121 09:08:50.393138    1451 controller.go:201] "Failed to ensure lease exists, will retry" err="Get \\"https://172.29.5.11:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/pi-1?timeout=10s\\": dial tcp 172.29.5.11:6443: connect: connection refused" interval="200ms"';
const noNetwork =
  'time="2026-11-21T09:08:12.182387702Z" level=error msg="failed to load cni during init, please check CRI plugin status before setting up network for pods" error="cni config load failed: no network config found in /etc/cni/net.d: cni plugin not initialized: failed to load cni config"';
const quiet = [
  'I1121 09:09:38.205809    1849 pod_startup_latency_tracker.go:108] "Observed pod startup duration" pod="kube-system/coredns-7d764666f9-gs98v" podStartSLOduration=32.205588113',
  'E1121 09:09:11.232799    1343 event.go:359] "Server rejected event (will not retry!)" err="events is forbidden: User \\"system:anonymous\\" cannot create resource \\"events\\"" event="&Event{Reason:CgroupV1,Message:cgroup v1 detected. cgroup v1 support is deprecated and will be removed in a future release.,}"',
  'E1121 09:14:00.750792    1849 container_manager_linux.go:562] "Failed to ensure process in container with oom score" err="failed to apply oom score -999 to PID 1849: write /proc/1849/oom_score_adj: permission denied"',
];

/** Lines as kubelet 1.35, containerd 1.7 and systemd write them. */
const rows: Record<string, readonly [line: string, cause: RegExp]> = {
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
    /^A program or image is for another architecture/,
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
  'a flag that kubelet has no more': [
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
  'an address that the node has no more': [
    'level=error msg="Shutdown request received: failed to start networking: unable to initialize network policy controller: error getting node subnet: failed to find interface with specified node ip"',
    /^The node does not have the address/,
  ],
  'a token of kubeadm for k3s': [
    'level=fatal msg="starting kubernetes: preparing server: failed to normalize server token; must be in format K10<CA-HASH>::<USERNAME>:<PASSWORD> or <PASSWORD>"',
    /^The token in \/etc\/rancher\/k3s is none/,
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
  for (const [about, [line, cause]] of Object.entries(rows)) {
    it(`may be ${about}, with the line that tells`, () => {
      const found = parse(...quiet, line, ...quiet);
      assert.match(found, cause);
      assert.equal(found.split('\n')[1], `  ${line.slice(0, 300)}`);
    });
  }

  it('is the more telling one, wherever it is', () => {
    const [swap] = rows.swap ?? [];
    assert.match(parse(noNetwork, refused, swap ?? '', refused), /^Swap is on/);
    assert.match(parse(refused, noNetwork), /^The API of the control plane/);
  });

  it('is what k3s stopped for, not what came of it', () => {
    const stops = 'level=error msg="Shutdown request received: cri-dockerd disabled at build time"';
    assert.match(parse(stops, 'level=fatal msg="unknown driver"'), /cri-dockerd/);
  });

  it('comes with the latest line', () => {
    const later = refused.replace('09:08:50', '09:10:00');
    assert.match(parse(refused, later), /09:10:00/);
  });

  it('is the last lines where nobody knows', () => {
    assert.equal(parse('zero', ...quiet), quiet.join('\n').slice(0, 600));
  });

  it('is what the unit says, not what systemd says about it', () => {
    const systemd = ['k3s.service: Main process exited, code=exited, status=1/FAILURE', 'Failed to start k3s.service.'];
    assert.equal(parse('it has no disk', ...systemd), 'it has no disk');
  });

  it('is no module that a unit does without', () => {
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
