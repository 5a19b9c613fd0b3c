import { sh } from '../shell/sh.ts';
import { commandFact } from './command.ts';

/** What lines of kubelet's and containerd's journal mean, most telling first. */
const causes: readonly (readonly [RegExp, string])[] = [
  [/running with swap on is not supported/i, 'Swap is on: kubelet refuses to start.'],
  [
    /unknown service runtime\.v1\.RuntimeService/,
    "containerd's CRI plugin is off: look at disabled_plugins in /etc/containerd/config.toml.",
  ],
  [
    /cgroup v1 support is|failCgroupV1/,
    'The node has cgroup v1, which kubelet 1.35 and later refuses: upgrade the OS.',
  ],
  [/misconfiguration: kubelet cgroup driver/, 'kubelet and containerd use different cgroup drivers.'],
  [
    /failed to find memory cgroup|missing cgroups: memory/,
    'The memory cgroup is off: cgroup_enable=memory is missing in cmdline.txt.',
  ],
  [
    /x509: certificate has expired or is not yet valid/,
    'A certificate is not valid now: compare the clocks of the nodes.',
  ],
  [/Unauthorized|token .*(expired|invalid)/, 'The join token is not accepted: it may have expired.'],
  [/exec format error/, 'A program or image is for another architecture.'],
  [
    /failed to pull image .*(no such host|i\/o timeout|connection refused)/,
    'An image cannot be downloaded: look at DNS and the way to the internet.',
  ],
  [
    /inotify_init: too many open files|too many open files/,
    'Too many open files: raise fs.inotify.max_user_instances.',
  ],
  [/no space left on device/i, 'The disk is full.'],
  [
    /failed to load Kubelet config file|kubelet\/config\.yaml: no such file/,
    'kubelet has no configuration: the join did not end.',
  ],
  [
    /no route to host|connection refused|i\/o timeout/,
    'The API of the control plane cannot be reached: port 6443, firewall, cable.',
  ],
  [
    /cni plugin not initialized|failed to find plugin/,
    'The pod network is not ready: look at the pods of kube-flannel.',
  ],
];

/** The matched cause of a node that does not come up, with the line that tells; else the last lines. */
export const journalCause = commandFact(
  'journal',
  sh`journalctl -q --no-pager -o cat -n 400 -u kubelet -u containerd 2>/dev/null | tail -c 60000`,
  parseCause,
);

function parseCause(stdout: string): string {
  const lines = stdout.trim().split('\n');
  for (const [pattern, sentence] of causes) {
    const line = lines.findLast((candidate) => pattern.test(candidate));
    if (line) return `${sentence}\n  ${line.slice(0, 300)}`;
  }
  return lines.slice(-3).join('\n').slice(0, 600);
}
