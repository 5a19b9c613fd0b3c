import { distributionOf } from '../../distributions/table.ts';
import { defineStep, type Scope } from '../../engine/model.ts';
import { commandFact } from '../../facts/command.ts';
import { carriesImages, fileSystem } from '../../facts/file-system.ts';
import { memoryMebibytes } from '../../facts/machine.ts';
import { procFact } from '../../facts/proc.ts';
import { roleInWords } from '../../inventory/node-roles.ts';
import { sh } from '../../shell/sh.ts';

const diskMebibytes = 2048;

const freeDiskMebibytes = commandFact('disk', sh`stat -fc '%a %S' /var/lib`, (stdout) => {
  const [blocks = 0, size = 0] = stdout.split(' ').map(Number);
  return Math.floor((blocks * size) / 2 ** 20);
});

export default defineStep({
  id: 'hw.memory',
  title: 'Memory, processors, disk',
  on: 'machines',
  needs: () => ({
    memoryMebibytes,
    processors: procFact('/sys/devices/system/cpu/online'),
    freeDiskMebibytes,
    fileSystem,
  }),
  *plan({ cluster, node, facts }) {
    const { minimums, ignoringSetting } = distributionOf(cluster);
    const minimum = minimums[node.role];
    const processors = countOf(facts.processors);
    const what = roleInWords(node);
    const hint = (check: string) =>
      `Give this role to a bigger board${ignoringSetting ? `, or ignore the check: ${ignoringSetting}: [${check}]` : ''}.`;
    if (facts.memoryMebibytes < minimum.memoryMebibytes && !ignoresCheck(cluster, 'Mem')) {
      yield {
        kind: 'problem',
        summary: `it has ${facts.memoryMebibytes} MiB of memory; ${what} with ${cluster.distribution} needs ${minimum.memoryMebibytes}`,
        hint: hint('Mem'),
      };
    }
    const { advisedMebibytes = 0 } = minimum;
    if (facts.memoryMebibytes >= minimum.memoryMebibytes && facts.memoryMebibytes < advisedMebibytes) {
      yield {
        kind: 'note',
        summary: `It has ${facts.memoryMebibytes} MiB of memory: ${what} with ${cluster.distribution} takes 1200 to 1600 on a Pi, and pods may be killed. ${advisedMebibytes} are advised.`,
        hint: 'Give this role to a board with 2 GB or more, keep its swap (swap: keep), or leave Docker and the web pages out (docker: false, cloudy: {install: agent}).',
      };
    }
    if (processors < minimum.processors && !ignoresCheck(cluster, 'NumCPU')) {
      yield {
        kind: 'problem',
        id: 'hw.processors',
        summary: `it has ${processors} processor; ${what} with ${cluster.distribution} needs ${minimum.processors}`,
        hint: hint('NumCPU'),
      };
    }
    const { server, agent } = cluster.k3s;
    const hasSnapshotter = [server, agent].some((settings) => settings?.snapshotter !== undefined);
    if (node.role !== 'proxy' && !carriesImages(facts.fileSystem) && !hasSnapshotter) {
      yield {
        kind: 'problem',
        id: 'disk.type',
        summary: `its /var/lib is on ${facts.fileSystem.type}, on which containerd cannot stack images (overlayfs)`,
        hint: 'Mount a local disk at /var/lib, or boot from a card or SSD.',
      };
    }
    if (facts.freeDiskMebibytes < diskMebibytes) {
      yield {
        kind: 'problem',
        id: 'disk.low',
        summary: `only ${facts.freeDiskMebibytes} MiB are free below /var/lib; ${diskMebibytes} are needed`,
        hint: 'Make room: ssh {node} sudo apt-get clean, or use a bigger card.',
      };
    }
  },
});

/** Whether the inventory says that one of kubeadm's checks does not count: "Mem", "NumCPU". */
export function ignoresCheck({ kubeadm }: Scope['cluster'], check: string): boolean {
  return (kubeadm.ignorePreflight ?? []).some((name) => [check, 'all'].includes(name));
}

/** '0-3' is 4, '0,2-3' is 3. */
function countOf(ranges = '0'): number {
  const counts = ranges.split(',').map((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return last - first + 1;
  });
  return counts.reduce((sum, count) => sum + count, 0);
}
