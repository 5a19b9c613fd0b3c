import type { FactsOf } from '../../engine/model.ts';
import { bootFile, bootFiles, optionsIn } from '../../facts/boot-files.ts';
import { procFact } from '../../facts/proc.ts';

/** The control groups that kubelet needs and that a Pi may have switched off, in the order of their options. */
export const controllers = ['pids', 'memory'] as const;
export type Controller = (typeof controllers)[number];

/**
 * Facts that tell whether a controller works. The list of mounts would tell it, too, but it is hundreds of kilobytes
 * long on a node with many pods. Every hierarchy of version 1 has a file notify_on_release.
 */
export const controllerFacts = {
  ...bootFiles,
  version2: procFact('/sys/fs/cgroup/cgroup.controllers'),
  version1: procFact('/proc/cgroups'),
  memory: procFact('/sys/fs/cgroup/memory/notify_on_release'),
  pids: procFact('/sys/fs/cgroup/pids/notify_on_release'),
};

type ControllerFacts = FactsOf<typeof controllerFacts>;

/** Reads what options say about a controller: the last one counts. */
export function switchOf(options: readonly string[], controller: Controller): 'enable' | 'disable' | undefined {
  const words = options.map((option) => /^cgroup_(enable|disable)=(.*)/.exec(option));
  const last = words.findLast((match) => match?.[2]?.split(',').includes(controller));
  return last?.[1] as 'enable' | 'disable' | undefined;
}

/**
 * Says whether the running kernel offers the controller. From 6.12 on /proc/cgroups no longer lists memory although
 * version 2 has it: https://github.com/raspberrypi/linux/issues/6980
 */
export function isAvailable(facts: ControllerFacts, controller: Controller): boolean {
  if (switchOf(optionsIn(facts.runningOptions), controller) === 'disable') return false;
  if (facts.version2 !== undefined) return facts.version2.split(/\s+/).includes(controller);
  const row = facts.version1?.split('\n').find((line) => line.startsWith(`${controller}\t`));
  return row?.split('\t')[3] === '1' && facts[controller] !== undefined;
}

/**
 * Chooses the controllers that need an option at boot: those that are missing, and those that the device tree switches
 * off before cmdline.txt is read: https://github.com/raspberrypi/linux/pull/6439
 */
export function controllersToEnable(facts: ControllerFacts): readonly Controller[] {
  const options = optionsIn(facts.runningOptions);
  const isOff = (controller: Controller) => options.some((option) => switchOf([option], controller) === 'disable');
  return controllers.filter((controller) => isOff(controller) || !isAvailable(facts, controller));
}

/** Chooses the controllers that the next boot brings: the boot file has their option, the running kernel does not. */
export function controllersAfterReboot(facts: ControllerFacts): readonly Controller[] {
  const next = optionsIn(bootFile(facts)?.content);
  const now = optionsIn(facts.runningOptions);
  return controllers.filter(
    (controller) =>
      !isAvailable(facts, controller) &&
      switchOf(next, controller) === 'enable' &&
      switchOf(now, controller) !== 'enable',
  );
}

/** Chooses the controllers that the running kernel lacks although its options ask for them. */
export function controllersInVain(facts: ControllerFacts): readonly Controller[] {
  const now = optionsIn(facts.runningOptions);
  return controllers.filter((controller) => !isAvailable(facts, controller) && switchOf(now, controller) === 'enable');
}

/**
 * Writes boot options on one line, with these controllers enabled at its end. The firmware ignores further lines, and
 * such a line is often the very option that somebody wanted to add. A second whole command line is a copy that somebody
 * keeps there: with its options the board might not boot. It stays below, and so do comments.
 */
export function withControllers(text: string, wanted: readonly Controller[]): string {
  const ours = wanted.map((controller) => `cgroup_enable=${controller}`);
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const first = lines.findIndex(isWhole);
  const isAside = (line: string, index: number) =>
    line.trimStart().startsWith('#') || (isWhole(line) && index !== first);
  const options = lines.filter((line, index) => !isAside(line, index)).flatMap((line) => line.trim().split(/\s+/));
  const kept = options.filter((option) => !ours.includes(option));
  return [[...kept, ...ours].join(' '), ...lines.filter(isAside), ''].join('\n');
}

function isWhole(line: string): boolean {
  return /^(?!\s*#).*(^|\s)root=/.test(line);
}
