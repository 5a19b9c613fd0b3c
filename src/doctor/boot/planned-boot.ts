import type { Reported } from '../about.ts';

/** Faults that steps of the phases kernel and reboot look for. */
export default {
  'cgroup.memory': {
    title: 'The memory or pids cgroup is not switched on for the next boot',
    why: 'kubelet and k3s do not start without it.',
    runbook:
      'Control groups (cgroups) give each program its share of memory and processor. Raspberry Pi OS switches the memory cgroup off. `cgroup_enable=memory` must stand in cmdline.txt, at the end of its only line. init writes it into the right file, and reboots. To see whether it is on, look into /sys/fs/cgroup/cgroup.controllers: kernels since 6.12 do not tell it in /proc/cgroups.',
    source: 'k3s#10755, #1825, #2067, #8890; raspberrypi/linux#6980; pi-gen#917',
    entails: ['boot.reboot', 'node.ready'],
  },
  'cgroup.in_vain': {
    title: 'The kernel lacks a cgroup although cmdline.txt asks for it',
    why: 'kubelet and k3s do not start without it.',
    advice: 'ssh {node} "sudo apt update && sudo apt full-upgrade && sudo reboot"',
    runbook: 'Kernels of autumn 2024 ignore the option. A newer kernel takes it.',
    source: 'raspberrypi/linux#6980',
  },
  'boot.reboot': {
    title: 'It waits for a reboot',
    why: 'Changes that wait for the reboot have no effect before it.',
    runbook:
      'Some changes are seen after a boot only: control groups, swap, or the modules of a kernel that an upgrade took away. init reboots the node, and control planes one after another; so does `sudo reboot` on the node.',
    source: 'k3s-ansible#5; k3s#1732; raspberrypi/firmware#248',
  },
  'boot.overlays': {
    title: 'config.txt does not say what is wired to the board',
    why: 'The kernel knows nothing of it.',
    runbook:
      'What `overlays` of the inventory lists stands between two marks in config.txt, one dtoverlay= a line. init writes it and reboots the node.',
    source: 'Raspberry Pi documentation: device trees, overlays, and parameters',
    entails: ['boot.reboot'],
  },
  'swap.boot': {
    title: 'Swap comes back with the next boot',
    why: 'kubelet does not start with swap.',
    runbook:
      'rpi-swap (trixie), dphys-swapfile (bookworm), zram-generator, zramswap and /etc/fstab make swap at boot. `swapoff -a` alone is undone by the next one. init switches each of them off.',
    source: 'raspberrypi/rpi-swap#4; k3s-ansible#147; openhabian#2091',
  },
  'swap.active': {
    title: 'Swap is on',
    why: 'kubelet does not start with swap.',
    runbook:
      'Swap is a part of the card that is used as if it were memory. kubelet is the program of Kubernetes on each node. It counts memory, and swap makes the count wrong. `swap: keep` in the inventory leaves it on.',
    source: 'kubeadm preflight Swap; k3s-ansible#147; alexellis/k8s-on-raspbian#22',
    entails: ['node.ready'],
  },
  'kernel.modules_boot': {
    title: 'Kernel modules are not loaded at the next boot',
    why: 'Pods would lose their network then.',
    runbook: '/etc/modules-load.d/microcloud.conf names br_netfilter, overlay and vxlan.',
    source: 'flannel#1502; k3s#4234',
  },
  'kernel.modules': {
    title: 'Kernel modules are missing',
    why: 'Images and the pod network need them.',
    runbook:
      'overlay is for images, br_netfilter and vxlan for the pod network. Where modprobe does not find vxlan on Ubuntu: `sudo apt install linux-modules-extra-raspi`.',
    source: 'flannel#1502; k3s#4234, #7155; microcloud#143',
  },
  'sysctl.forward': {
    title: 'IP forwarding is off',
    why: 'Pods cannot reach other nodes.',
    runbook: 'Something set net.ipv4.ip_forward to 0: a file of /etc/sysctl.d that is read later, a firewall, a VPN.',
    source: 'kubeadm preflight FileContent--proc-sys-net-ipv4-ip_forward',
    entails: ['net.pods', 'net.dns_pod'],
  },
  'sysctl.bridge': {
    title: "Bridged packets are not shown to the node's firewall",
    why: 'Services do not answer pods of the same node.',
    runbook: 'net.bridge.bridge-nf-call-iptables must be 1, which needs the module br_netfilter.',
    source: 'microk8s inspect; kubespray; k3s-ansible prereq',
  },
  'sysctl.inotify': {
    title: 'Few files can be watched at once',
    severity: 'warning',
    why: '"too many open files" stops programs of a node full of pods.',
    runbook: 'Each pod watches files. The defaults of inotify are made for a machine with few programs.',
    source: 'microk8s inspect',
  },
  'sysctl.boot': {
    title: 'Kernel settings do not survive a boot',
    why: 'Pods would lose their network then.',
    runbook: '/etc/sysctl.d/90-microcloud.conf has changed or is gone.',
    source: 'microcloud',
  },
} as const satisfies Reported;
