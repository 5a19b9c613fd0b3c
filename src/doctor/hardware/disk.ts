import type { Fact } from '../../engine/model.ts';
import { commandFact, textFact } from '../../facts/command.ts';
import { kernelComplaints } from '../../facts/kernel-journal.ts';
import { sh } from '../../shell/sh.ts';
import { nodeCheck } from '../check.ts';

interface FileSystem {
  readonly type: string;
  readonly usedPercent: number;
  readonly usedInodesPercent: number;
}

/** The disk below /var/lib, where images and pods are. */
const fileSystem = commandFact('file system', sh`stat -fc '%T %b %a %c %d' /var/lib`, (stdout): FileSystem => {
  const [type = '', ...numbers] = stdout.trim().split(' ');
  const [blocks = 0, free = 0, inodes = 0, freeInodes = 0] = numbers.map(Number);
  const percent = (all: number, left: number) => (all === 0 ? 0 : Math.floor((100 * (all - left)) / all));
  return { type, usedPercent: percent(blocks, free), usedInodesPercent: percent(inodes, freeInodes) };
});

const rootOptions = textFact('root mount', sh`findmnt -no OPTIONS /`);

const rounds = 3;
/** In milliseconds. On a busy board a write takes several times as long as the card needs. */
const limits = { 'control-plane': 200, worker: 800 } as const;

/** Milliseconds for writing 2 KiB to the card, as etcd does for each change; undefined where dd does not tell. */
const writeMilliseconds: Fact<number | undefined> = {
  ...commandFact(
    'write time',
    sh`mkdir -p /var/lib/microcloud
for try in 1 2 3; do dd if=/dev/zero of=/var/lib/microcloud/doctor bs=2k count=${rounds} oflag=dsync 2>&1; done
rm -f /var/lib/microcloud/doctor`,
    (stdout) => {
      // The quickest write counts: the other ones tell how busy the node is.
      const seconds = [...stdout.matchAll(/ copied, ([\d.e-]+) s/g)].map(([, text]) => Number(text));
      return seconds.length === 0 ? undefined : Math.round((1000 * Math.min(...seconds)) / rounds);
    },
  ),
  slow: true,
};

const room = 'ssh {node} "sudo du -xh --max-depth=3 / | sort -h | tail"';

export default [
  nodeCheck({
    id: 'disk.full',
    when: 'always',
    title: 'Its card is nearly full',
    severity: 'warning',
    why: 'From 85 % on kubelet removes images, and then pods.',
    advice: room,
    runbook:
      'Old packages: `sudo apt-get clean`. Journals: `sudo journalctl --vacuum-size=100M`. Docker: `docker system prune`. Or use a bigger card.',
    source: 'kubelet imageGCHighThresholdPercent; k0s sysinfo',
    entails: ['node.disk_pressure'],
    needs: () => ({ fileSystem }),
    judge({
      facts: {
        fileSystem: { usedPercent: used },
      },
    }) {
      if (used < 85) return undefined;
      return { what: `Its card is ${used} % full`, severity: used >= 95 ? 'problem' : 'warning' };
    },
  }),
  nodeCheck({
    id: 'disk.inodes',
    when: 'always',
    title: 'Its file system can hold few more files',
    severity: 'warning',
    why: '"no space left on device", although there is room.',
    advice: 'ssh {node} "sudo du -x --inodes --max-depth=3 / | sort -n | tail"',
    runbook: 'Many small files use up the inodes: images with many layers, caches, queues of mail.',
    source: 'proposed; kubelet nodefs.inodesFree',
    needs: () => ({ fileSystem }),
    judge: ({
      facts: {
        fileSystem: { usedInodesPercent: used },
      },
    }) => (used >= 90 ? { what: `${used} % of the files that its file system can hold are there` } : undefined),
  }),
  nodeCheck({
    id: 'disk.type',
    when: 'always',
    title: 'Its /var/lib is on a file system that containers cannot use',
    severity: 'problem',
    why: 'containerd stacks images with overlayfs, which needs a local file system.',
    advice: 'Mount a local disk at /var/lib, or boot from a card',
    runbook: 'NFS (a Pi that boots over the network), vfat, and RAM disks do not do.',
    source: 'k3s#3266, #10512; techno-tim/k3s-ansible#478; containerd#5464',
    needs: () => ({ fileSystem }),
    judge: ({
      facts: {
        fileSystem: { type },
      },
    }) => (/^(nfs|tmpfs|ramfs|msdos|smb|cifs|fuse)/.test(type) ? { what: `Its /var/lib is on ${type}` } : undefined),
  }),
  nodeCheck({
    id: 'disk.read_only',
    when: 'always',
    title: 'Its root file system is read-only',
    severity: 'problem',
    why: 'The kernel stops writing to a card that is broken.',
    advice: 'Copy what you need, and use a new card',
    runbook:
      'An error made the kernel mount it read-only. `journalctl -k` has the error. A worn-out card looks like this.',
    source: 'k3s#2615, #2938',
    entails: ['disk.errors', 'node.*', 'pods.*'],
    needs: () => ({ rootOptions }),
    judge: ({ facts }) => (facts.rootOptions.split(',').includes('ro') ? {} : undefined),
  }),
  nodeCheck({
    id: 'disk.errors',
    when: 'always',
    title: 'Its card makes errors',
    severity: 'problem',
    why: 'Data gets lost, and soon the node.',
    advice: 'Make a backup, and use a new card or a better power supply',
    runbook:
      'The kernel reports errors of mmc (SD card) or of a disk. A weak power supply can be the cause (hw.power).',
    source: 'k3s#1850, #6654',
    needs: ({ since }) => ({ journal: kernelComplaints(since) }),
    judge({ facts: { journal } }) {
      const line = journal.findLast((text) =>
        /mmc\d.*(error|timeout|crc)|I\/O error|EXT4-fs error|read-only/i.test(text),
      );
      return line === undefined ? undefined : { what: `Its card makes errors ("${line.slice(0, 100)}")` };
    },
  }),
  nodeCheck({
    id: 'disk.slow',
    when: 'always',
    title: 'Its card is slow to write',
    severity: 'warning',
    why: 'etcd and sqlite wait for each write: the API becomes slow and leaders change.',
    advice: 'Use a faster card (A2), or a disk on USB for the control plane',
    runbook:
      'etcd wants 10 ms for a small write that is really on the card. Doctor writes 2 KiB a few times, and takes the best. A card that is also swapped to, or worn out, is slow.',
    source: 'kubekey precheck (fio); k3s#2853, #9204; rancher/docs#3134; raspbernetes#50',
    needs: () => ({ writeMilliseconds }),
    judge({ node, facts: { writeMilliseconds: time } }) {
      if (time === undefined) return { unasked: 'dd does not tell times' };
      const limit = limits[node.role];
      return time > limit ? { what: `Its card takes ${time} ms for a small write` } : undefined;
    },
  }),
];
