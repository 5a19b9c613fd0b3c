import type { Reported } from '../about.ts';

const bigger = 'Give this role to a bigger board';

/** Faults that steps of the phase preflight look for. */
export default {
  'hw.armv6': {
    title: 'Its processor is too old',
    why: 'Neither Kubernetes nor k3s runs on ARMv6.',
    advice: 'Use a Pi 2 or later; a Zero 2 W can be a worker',
    runbook: 'Pi 1, Zero and Zero W have ARMv6: programs stop with "Illegal instruction".',
    source: 'k3s#3213, #13273',
  },
  'hw.architecture': {
    title: 'Its system is built for an architecture that does not fit',
    why: 'Programs end with "exec format error" or are not there at all.',
    advice: 'Install the 64-bit Raspberry Pi OS',
    runbook:
      'Kubernetes has no 32-bit packages since 1.27; k3s has. A 64-bit kernel may run a 32-bit system: programs follow the system.',
    source: 'kubernetes#115738, #117996; k3s#2419, #7673',
  },
  'hw.memory': {
    title: 'It has too little memory for its role',
    why: 'The API becomes slow, or the kernel stops it.',
    advice: bigger,
    runbook: 'A control plane of kubeadm wants 1700 MiB, one of k3s 700, a worker 400.',
    source: 'kubeadm preflight Mem; k0s sysinfo; microk8s inspect',
  },
  'hw.processors': {
    title: 'It has too few processors for its role',
    why: 'kubeadm refuses it.',
    advice: bigger,
    runbook: 'A control plane of kubeadm wants two.',
    source: 'kubeadm preflight NumCPU',
  },
  'disk.type': {
    title: 'Its /var/lib is on a file system that containers cannot use',
    why: 'containerd stacks images with overlayfs, which needs a local file system.',
    advice: 'Mount a local disk at /var/lib, or boot from a card',
    runbook:
      'Containers need overlayfs, which does not work on NFS (a Pi that boots over the network), vfat, and RAM disks. k3s can go without overlayfs, but is slow then and takes much room: cluster.k3s.server and agent: {snapshotter: native}.',
    source: 'k3s#3266, #10512; techno-tim/k3s-ansible#478; containerd#5464',
  },
  'disk.low': {
    title: 'There is too little room on its card',
    why: 'Images do not fit, and pods are evicted.',
    advice: 'ssh {node} sudo apt-get clean',
    runbook: 'Kubernetes and its images need 2 GB. `sudo du -xh / | sort -h | tail` shows what takes the room.',
    source: 'k0s sysinfo; kubelet eviction defaults',
    entails: ['disk.full', 'node.disk_pressure'],
  },
} as const satisfies Reported;
