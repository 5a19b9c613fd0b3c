import type { Causes } from '../causes.ts';

/** What a kernel lacks, has left over, or does not let a node do. */
export const kernelCauses: Causes = [
  // Where cgroup v1 is allowed, kubelet warns of it in words that are nearly the same.
  [
    /configured to not run on a host using cgroup v1/,
    'The node has cgroup v1, which kubelet 1.35 and later refuses: upgrade the OS.',
  ],
  [
    /missing controllers: .*\bmemory\b|missing paths: \S*\/memory\b|ailed to find memory cgroup/,
    'The memory cgroup is off: cgroup_enable=memory is missing in cmdline.txt.',
  ],
  [
    /runc create failed: .*\/sys\/fs\/cgroup\/\S*\/(cpu|cpuset|memory|pids)\.[\w.]+: no such file|missing controllers: (\w+)|(?:required subsystem: |subsystem not mounted: \[)(\w+)/,
    'The kernel has the control group {1} off, which containers need: look for cgroup_disable in cmdline.txt, and update the system.',
  ],
  [
    /Devices cgroup isn't mounted|cgroup mountpoint does not exist/,
    'The kernel has not mounted the control groups that containers need: take systemd.unified_cgroup_hierarchy and cgroup options out of cmdline.txt, and reboot.',
  ],
  [
    /bpf_prog_query\(BPF_CGROUP_DEVICE\) failed/,
    'The kernel is too old, or made without what containers need (CONFIG_CGROUP_BPF): update the system, and reboot it.',
  ],
  [
    // Not modprobe's own words: units go on without a module, which may be built in.
    /can't initialize iptables table/,
    'The running kernel does not find its modules: after an update of the kernel the node must reboot.',
  ],
  [
    /could not insert '(\w+)': Exec format error/,
    'The module {1} is for another kernel: after an update of the kernel the node must reboot.',
  ],
  [
    /Couldn't (?:load|find) (?:match|target) `(\w+)'/,
    'The running kernel, or iptables, lacks {1}: after an update of the kernel the node must reboot.',
  ],
  [
    /Could not fetch rule set generation id: Invalid argument|(?:RULE|CHAIN|TABLE)_(?:APPEND|ADD) failed \((?:No such file|Invalid argument|Operation not supported)/,
    'The running kernel lacks a part of nftables, which iptables needs: after an update of the kernel the node must reboot.',
  ],
  [
    /failed to start daemon: .*iptables: No chain\/target\/match by that name/,
    'Rules of the firewall that Docker needs are gone, as after another program has emptied it: sudo systemctl restart docker. If that does not help, the kernel lacks a part: reboot the node.',
  ],
  [
    /(?:flannel exited|[Rr]egistering network): operation not supported/,
    'The running kernel has no vxlan, by which pods reach each other: reboot the node after an update of the kernel; on Ubuntu install linux-modules-extra-raspi before that.',
  ],
  [
    /ipset v\S+: (?:Kernel error received: (?:Invalid argument|set type not supported)|Kernel and userspace incompatible|Cannot open session to kernel)/,
    'The running kernel has no ip_set, by which network policies work: after an update of the kernel the node must reboot.',
  ],
  [
    /interface (flannel\S*): link has incompatible addresses|"(cni0)\\*" already has an IP address different/,
    '{1} is left from an earlier cluster. Remove it, and it is made anew: sudo ip link delete {1}',
  ],
  [
    /invalid kernel flag: ([\w/]+), expected value: \d+/,
    'The kernel has another {1} than kubelet wants, and kubelet may not change it: take protect-kernel-defaults out of its settings.',
  ],
  [
    /(?:open|write) \/proc\/sys\/(\S+): permission denied/,
    'The node is a container that may not change its kernel (/proc/sys/{1}): take a board, a virtual machine, or a privileged container.',
  ],
  [
    /open \/dev\/kmsg: (?:no such file|operation not permitted|permission denied)/,
    'The node is a container that may not read /dev/kmsg: take a board, a virtual machine, or a privileged container.',
  ],
  [
    /failed to get rootfs info/,
    'kubelet does not find the disk below /var/lib/kubelet, as with btrfs, an overlay or NFS: on a node it must be ext4 or xfs.',
  ],
  [
    /unable to apply cgroup configuration: unable to start unit/,
    'systemd does not start what a container needs: reboot the node.',
  ],
];
