import { distributionOf } from '../../distributions/table.ts';
import { textFact } from '../../facts/command.ts';
import { fileSystem } from '../../facts/file-system.ts';
import { sh } from '../../shell/sh.ts';
import { nodeCheck } from '../check.ts';

const rootOptions = textFact('root mount', sh`findmnt -no OPTIONS /`);

/** Faults that follow from a full card. */
const whenFull = ['pods.evicted', 'pods.image', 'kubelet.images', 'node.ready', 'system.journal', 'svc.restarts'];

const room = 'ssh {node} "sudo du -xh --max-depth=3 / | sort -h | tail"';

export default [
  nodeCheck({
    id: 'disk.full',
    title: 'Its card is nearly full',
    severity: 'warning',
    why: 'kubelet removes images, and then stops pods: it evicts them.',
    advice: room,
    runbook:
      'Old packages: `sudo apt-get clean`. Journals: `sudo journalctl --vacuum-size=100M`. Docker: `docker system prune`. Or use a bigger card.',
    source: 'kubelet imageGCHighThresholdPercent; k0s sysinfo',
    entails: ['node.disk_pressure'],
    needs: () => ({ fileSystem }),
    judge({ cluster, node, facts }) {
      const { usedPercent: used } = facts.fileSystem;
      const { removesImages, evictsPods } = distributionOf(cluster).fullCard(cluster, node.role);
      const [images, pods] = [Math.min(removesImages, 95), Math.min(evictsPods, 95)];
      if (used < Math.min(images, pods)) return undefined;
      const why = `From ${removesImages} % on kubelet removes images, from ${evictsPods} % on it evicts pods.`;
      const isFull = used >= pods;
      const severity = isFull ? 'problem' : 'warning';
      return { what: `Its card is ${used} % full`, why, severity, ...(isFull ? { entails: whenFull } : {}) };
    },
  }),
  nodeCheck({
    id: 'disk.inodes',
    title: 'Its file system can hold few more files',
    severity: 'warning',
    why: '"no space left on device", although there is room.',
    advice: 'ssh {node} "sudo du -x --inodes --max-depth=3 / | sort -n | tail"',
    runbook: 'Many small files use up the inodes: images with many layers, caches, queues of mail.',
    source: 'proposed; kubelet nodefs.inodesFree',
    needs: () => ({ fileSystem }),
    judge({ facts }) {
      const { usedInodesPercent: used } = facts.fileSystem;
      const what = `It has ${used} % of the files that its file system can hold`;
      if (used < 90) return undefined;
      // kubelet evicts pods when 5 % are left.
      return used < 95
        ? { what }
        : { what, severity: 'problem', entails: ['node.disk_pressure', 'disk.low', ...whenFull] };
    },
  }),
  nodeCheck({
    id: 'disk.read_only',
    title: 'Its root file system is read-only',
    why: 'The kernel stops writing to a card that is broken.',
    advice: 'Copy what you need, and use a new card',
    runbook:
      'An error made the kernel mount it read-only. `journalctl -k` has the error. A worn-out card looks like this.',
    source: 'k3s#2615, #2938',
    entails: [
      'disk.errors',
      'disk.slow',
      'node.*',
      'pods.*',
      'svc.*',
      'kubelet.*',
      'cri.*',
      'docker.*',
      'system.journal',
    ],
    needs: () => ({ rootOptions }),
    judge: ({ facts }) => (facts.rootOptions.split(',').includes('ro') ? {} : undefined),
  }),
];
