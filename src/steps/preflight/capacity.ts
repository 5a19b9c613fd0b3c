import { defineStep, type Scope } from '../../engine/model.ts';
import { commandFact } from '../../facts/command.ts';
import { memoryMebibytes } from '../../facts/machine.ts';
import { procFact } from '../../facts/proc.ts';
import { sh } from '../../shell/sh.ts';

interface Minimum {
  readonly memoryMebibytes: number;
  readonly processors: number;
}

const small: Minimum = { memoryMebibytes: 400, processors: 1 };

/**
 * kubeadm's own minimum for control planes (kubeadm/app/constants), k3s's measured on a Pi
 * (https://docs.k3s.io/reference/resource-profiling). A board of 512 MB has 420 MiB for Linux.
 */
const minimums: Readonly<Record<Scope['cluster']['distribution'], Record<Scope['node']['role'], Minimum>>> = {
  kubeadm: { 'control-plane': { memoryMebibytes: 1700, processors: 2 }, worker: small },
  k3s: { 'control-plane': { memoryMebibytes: 700, processors: 1 }, worker: small },
};

const diskMebibytes = 2048;

const freeDiskMebibytes = commandFact('disk', sh`stat -fc '%a %S' /var/lib`, (stdout) => {
  const [blocks = 0, size = 0] = stdout.split(' ').map(Number);
  return Math.floor((blocks * size) / 2 ** 20);
});

export default defineStep({
  title: 'Memory, processors, disk',
  needs: () => ({ memoryMebibytes, processors: procFact('/sys/devices/system/cpu/online'), freeDiskMebibytes }),
  *plan({ cluster, node, facts }) {
    const minimum = minimums[cluster.distribution][node.role];
    const ignored = cluster.kubeadm.ignorePreflight ?? [];
    const isIgnored = (check: string) => ignored.some((name) => [check, 'all'].includes(name));
    const processors = countOf(facts.processors);
    const what = node.role === 'worker' ? 'a worker' : 'a control plane';
    const hint = (check: string) =>
      `Give this role to a bigger board${cluster.distribution === 'kubeadm' ? `, or ignore the check: cluster.kubeadm.ignorePreflight: [${check}]` : ''}.`;
    if (facts.memoryMebibytes < minimum.memoryMebibytes && !isIgnored('Mem')) {
      yield {
        kind: 'problem',
        summary: `it has ${facts.memoryMebibytes} MiB of memory; ${what} with ${cluster.distribution} needs ${minimum.memoryMebibytes}`,
        hint: hint('Mem'),
      };
    }
    if (processors < minimum.processors && !isIgnored('NumCPU')) {
      yield {
        kind: 'problem',
        summary: `it has ${processors} processor; ${what} with ${cluster.distribution} needs ${minimum.processors}`,
        hint: hint('NumCPU'),
      };
    }
    if (facts.freeDiskMebibytes < diskMebibytes) {
      yield {
        kind: 'problem',
        summary: `only ${facts.freeDiskMebibytes} MiB are free below /var/lib; ${diskMebibytes} are needed`,
        hint: `Make room: ssh ${node.name} sudo apt-get clean, or use a bigger card.`,
      };
    }
  },
});

/** '0-3' is 4, '0,2-3' is 3. */
function countOf(ranges = '0'): number {
  const counts = ranges.split(',').map((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return last - first + 1;
  });
  return counts.reduce((sum, count) => sum + count, 0);
}
