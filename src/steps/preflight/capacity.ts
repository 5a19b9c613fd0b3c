import { distributionOf } from '../../distributions/table.ts';
import { defineStep, type Fact, type Finding, type Scope } from '../../engine/model.ts';
import { commandFact, textFact } from '../../facts/command.ts';
import { carriesImages, type FileSystem, fileSystem } from '../../facts/file-system.ts';
import { memoryMebibytes } from '../../facts/machine.ts';
import { procFact } from '../../facts/proc.ts';
import { roleInWords } from '../../inventory/node-roles.ts';
import { sh } from '../../shell/sh.ts';

const diskMebibytes = 2048;
/** kubelet evicts pods where more of the possible files are used, in percent. */
const inodesPercent = 95;

const freeDiskMebibytes = commandFact('disk', sh`stat -fc '%a %S' /var/lib`, (stdout) => {
  const [blocks = 0, size = 0] = stdout.split(' ').map(Number);
  return Math.floor((blocks * size) / 2 ** 20);
});

/** Asks how the file system is mounted from which the distribution runs programs of its own. */
function programOptions({ cluster, node }: Scope): Fact<string> | undefined {
  const folder = distributionOf(cluster).unpacksInto;
  if (folder === undefined || node.role === 'proxy') return undefined;
  return textFact(
    `mount options of ${folder}`,
    sh`dir=${folder}; while [ ! -d "$dir" ]; do dir=$(dirname "$dir"); done; findmnt -no OPTIONS -T "$dir"`,
  );
}

export default defineStep({
  id: 'hw.memory',
  title: 'Memory, processors, disk',
  on: 'machines',
  needs: (scope) => ({
    programOptions: programOptions(scope),
    memoryMebibytes,
    processors: procFact('/sys/devices/system/cpu/online'),
    freeDiskMebibytes,
    fileSystem,
  }),
  *plan({ facts, ...scope }) {
    yield* ensureMemory(facts.memoryMebibytes, scope);
    yield* ensureProcessors(countOf(facts.processors), scope);
    yield* ensureDisk(facts.fileSystem, facts.freeDiskMebibytes, scope);
    if (facts.programOptions?.split(',').includes('noexec')) {
      yield {
        kind: 'problem',
        id: 'disk.type',
        about: 'noexec',
        summary: 'its /var/lib is mounted with noexec, and k3s runs programs from there',
        hint: 'Take noexec out of its line in /etc/fstab, and reboot it.',
      };
    }
  },
});

function* ensureMemory(mebibytes: number, { cluster, node }: Scope): Iterable<Finding> {
  const { memoryMebibytes: needed, advisedMebibytes = 0 } = distributionOf(cluster).minimums[node.role];
  const what = `${roleInWords(node)} with ${cluster.distribution}`;
  if (mebibytes < needed && !ignoresCheck(cluster, 'Mem')) {
    yield {
      kind: 'problem',
      summary: `it has ${mebibytes} MiB of memory; ${what} needs ${needed}`,
      hint: biggerBoard(cluster, 'Mem'),
    };
  }
  if (mebibytes >= needed && mebibytes < advisedMebibytes) {
    yield {
      kind: 'note',
      summary: `It has ${mebibytes} MiB of memory: ${what} takes 1200 to 1600 on a Pi, and pods may be killed. ${advisedMebibytes} are advised.`,
      hint: 'Give this role to a board with 2 GB or more, keep its swap (swap: keep), or leave Docker and the web pages out (docker: false, cloudy: {install: agent}).',
    };
  }
}

function* ensureProcessors(processors: number, { cluster, node }: Scope): Iterable<Finding> {
  const { minimums } = distributionOf(cluster);
  const needed = minimums[node.role].processors;
  if (processors < needed && !ignoresCheck(cluster, 'NumCPU')) {
    yield {
      kind: 'problem',
      id: 'hw.processors',
      summary: `it has ${processors} processor; ${roleInWords(node)} with ${cluster.distribution} needs ${needed}`,
      hint: biggerBoard(cluster, 'NumCPU'),
    };
  }
}

function* ensureDisk(disk: FileSystem, freeMebibytes: number, { cluster, node }: Scope): Iterable<Finding> {
  const { server, agent } = cluster.k3s;
  const hasSnapshotter = [server, agent].some((settings) => settings?.snapshotter !== undefined);
  if (node.role !== 'proxy' && !carriesImages(disk) && !hasSnapshotter) {
    yield {
      kind: 'problem',
      id: 'disk.type',
      summary: `its /var/lib is on ${disk.type}, on which containerd cannot stack images (overlayfs)`,
      hint: 'Mount a local disk at /var/lib, or boot from a card or SSD.',
    };
  }
  if (disk.usedInodesPercent >= inodesPercent) {
    yield {
      kind: 'problem',
      id: 'disk.low',
      about: 'files',
      summary: `it has ${disk.usedInodesPercent} % of the files that its file system can hold; images need more`,
      hint: 'Where they are: ssh {node} "sudo du -x --inodes --max-depth=3 / | sort -n | tail"',
    };
  }
  if (freeMebibytes < diskMebibytes) {
    yield {
      kind: 'problem',
      id: 'disk.low',
      summary: `only ${freeMebibytes} MiB are free below /var/lib; ${diskMebibytes} are needed`,
      hint: 'Make room: ssh {node} sudo apt-get clean, or use a bigger card.',
    };
  }
}

function biggerBoard(cluster: Scope['cluster'], check: string): string {
  const { ignoringSetting } = distributionOf(cluster);
  return `Give this role to a bigger board${ignoringSetting ? `, or ignore the check: ${ignoringSetting}: [${check}]` : ''}.`;
}

/** Says whether the inventory ignores one of kubeadm's checks: "Mem", "NumCPU". */
export function ignoresCheck({ kubeadm }: Scope['cluster'], check: string): boolean {
  return (kubeadm.ignorePreflight ?? []).some((name) => [check, 'all'].includes(name));
}

/** Counts processors in the kernel's list: '0-3' is 4, '0,2-3' is 3. */
function countOf(ranges = '0'): number {
  const counts = ranges.split(',').map((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return last - first + 1;
  });
  return counts.reduce((sum, count) => sum + count, 0);
}
