import type { FactsOf } from '../engine/model.ts';
import { fileFact } from './file.ts';
import { commandLineNames, firmwareTexts } from './firmware-config.ts';
import { procFact } from './proc.ts';

/**
 * Facts that tell with which options a board boots. The firmware reads cmdline.txt from its own partition, in the
 * folder `os_prefix` when it is set (Ubuntu 25.10 and later: current/).
 */
export const bootFiles = {
  runningOptions: procFact('/proc/cmdline'),
  osPrefix: procFact('/sys/firmware/devicetree/base/chosen/os_prefix'),
  firmwareCmdline: fileFact('/boot/firmware/cmdline.txt'),
  currentCmdline: fileFact('/boot/firmware/current/cmdline.txt'),
  bootCmdline: fileFact('/boot/cmdline.txt'),
  texts: firmwareTexts,
};

type BootFiles = FactsOf<typeof bootFiles>;
export type BootFile = BootFiles['bootCmdline'] & { exists: true };

/**
 * Finds the file whose options the next boot takes; undefined on machines that boot in another way. Where config.txt
 * names other files, it is the one whose options the kernel has now.
 */
export function bootFile(facts: BootFiles): BootFile | undefined {
  return ['/boot/firmware', '/boot'].flatMap((folder) => inFolder(facts, folder) ?? [])[0];
}

function inFolder(facts: BootFiles, folder: string): BootFile | undefined {
  const states = [facts.firmwareCmdline, facts.currentCmdline, facts.bootCmdline, ...facts.texts];
  const fileOf = (name: string) =>
    states
      .filter(({ path }) => path === `${folder}/${facts.osPrefix ?? ''}${name}`)
      .filter((state) => state.exists)
      .find(({ content }) => isOptions(content));
  const named = commandLineNames(facts.texts, folder).flatMap((name) => fileOf(name) ?? []);
  const usual = fileOf('cmdline.txt');
  const all = usual ? [usual, ...named] : named;
  // Among files that are equally like the running options the last one wins: a line of config.txt takes the place of
  // the usual name, and of lines before it.
  return all.toSorted((a, b) => alike(b, facts) - alike(a, facts) || all.lastIndexOf(b) - all.lastIndexOf(a))[0];
}

/**
 * Says how much of a file is in the options of the running kernel, from 0 to 1. Options that microcloud itself has
 * added do not count.
 */
function alike({ content }: BootFile, { runningOptions }: BootFiles): number {
  const running = new Set(optionsIn(runningOptions));
  const own = optionsIn(content).filter((option) => !option.startsWith('cgroup_'));
  return own.filter((option) => running.has(option)).length / own.length;
}

// A file without root= is the note that Raspberry Pi OS leaves in /boot: "The file you are looking for has moved".
function isOptions(content: string): boolean {
  return optionsIn(content).some((option) => option.startsWith('root='));
}

/** Cuts the text of cmdline.txt into options: the firmware reads the first line only. */
export function optionsIn(content = ''): readonly string[] {
  const [first = ''] = content.trimStart().split('\n');
  return first.split(/\s+/).filter(Boolean);
}
