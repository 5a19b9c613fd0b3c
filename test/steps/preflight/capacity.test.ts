import { describe } from 'node:test';
import step from '../../../src/steps/preflight/capacity.ts';
import { makeScope } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const base = {
  memoryMebibytes: '3884392 kB\n',
  processors: '0-3\n',
  freeDiskMebibytes: '7000000 4096\n',
  fileSystem: 'ext2/ext3 9 8 9 8\n',
  programOptions: 'rw,noatime\n',
};
const controlPlane = (ignorePreflight: string[] = []) =>
  makeScope({ node: { role: 'control-plane' }, cluster: { kubeadm: { ignorePreflight } } });
const gigabyte = '948048 kB\n';
const zero = '430000 kB\n';

describe('capacity', () => {
  itPlans(step, base, {
    'takes a Pi 4': { scope: controlPlane(), finds: [] },
    'takes a Pi 3 as a worker': { when: { memoryMebibytes: gigabyte }, finds: [] },
    'refuses a Pi 3 as a control plane with kubeadm': {
      when: { memoryMebibytes: gigabyte },
      scope: controlPlane(),
      finds: ['problem: it has 925 MiB of memory; a control plane with kubeadm needs 1700'],
    },
    'takes a Pi 2 GB, which shows 1.86': {
      when: { memoryMebibytes: '1900000 kB\n' },
      scope: controlPlane(),
      finds: [],
    },
    'takes it when the check is ignored': {
      when: { memoryMebibytes: gigabyte },
      scope: controlPlane(['Mem']),
      finds: [],
    },
    'takes a Pi 3 as a control plane with k3s': {
      when: { memoryMebibytes: gigabyte },
      scope: makeScope({ node: { role: 'control-plane' }, cluster: { distribution: 'k3s' } }),
      finds: [
        'note: It has 925 MiB of memory: a control plane with k3s takes 1200 to 1600 on a Pi, and pods may be killed. 1500 are advised.',
      ],
    },
    'takes a Pi of 2 GB as a control plane with k3s, and says nothing': {
      when: { memoryMebibytes: '1900000 kB\n' },
      scope: makeScope({ node: { role: 'control-plane' }, cluster: { distribution: 'k3s' } }),
      finds: [],
    },
    'takes a Zero 2 W as a worker': { when: { memoryMebibytes: zero }, finds: [] },
    'refuses one processor as a control plane': {
      when: { processors: '0\n' },
      scope: controlPlane(),
      finds: ['problem: it has 1 processor; a control plane with kubeadm needs 2 [hw.processors]'],
    },
    'counts processors in several ranges': { when: { processors: '0,2-3\n' }, scope: controlPlane(), finds: [] },
    'takes one processor when the check is ignored': {
      when: { processors: '0\n' },
      scope: controlPlane(['NumCPU']),
      finds: [],
    },
    // k3s-io/k3s#10512, k0sproject/k0sctl#834, moby/moby#32964: boards that boot over the network.
    'refuses NFS, where containers do not start': {
      when: { fileSystem: 'nfs 9 8 9 8\n' },
      finds: ['problem: its /var/lib is on nfs, on which containerd cannot stack images (overlayfs) [disk.type]'],
    },
    'takes NFS where k3s has a snapshotter that does without overlayfs': {
      when: { fileSystem: 'nfs 9 8 9 8\n' },
      scope: makeScope({
        node: { role: 'worker' },
        cluster: { distribution: 'k3s', k3s: { agent: { snapshotter: 'native' } } },
      }),
      finds: [],
    },
    // k3s-io/k3s#6474, #7296: hardening guides.
    'refuses k3s where no program may run': {
      when: { programOptions: 'rw,nosuid,nodev,noexec,relatime\n' },
      scope: makeScope({ cluster: { distribution: 'k3s' } }),
      finds: ['problem: its /var/lib is mounted with noexec, and k3s runs programs from there [disk.type]'],
    },
    'refuses a disk that can hold no more files, although it has room': {
      when: { fileSystem: 'ext2/ext3 1000 900 1000 40\n' },
      finds: ['problem: it has 96 % of the files that its file system can hold; images need more [disk.low]'],
    },
    'takes btrfs, which counts no files': { when: { fileSystem: 'btrfs 9 8 0 0\n' }, finds: [] },
    'takes a container, whose root is an overlay': { when: { fileSystem: 'overlayfs 9 8 9 8\n' }, finds: [] },
    'refuses a full card': {
      when: { freeDiskMebibytes: '200000 4096\n' },
      finds: ['problem: only 781 MiB are free below /var/lib; 2048 are needed [disk.low]'],
    },
  });
});
