import type { FactsOf } from '../engine/model.ts';
import { fileFact } from './file.ts';
import { procFact } from './proc.ts';

/**
 * What tells with which options a board boots. The firmware reads cmdline.txt from its own partition, in the folder
 * `os_prefix` when it is set (Ubuntu 25.10 and later: current/).
 */
export const bootFiles = {
  runningOptions: procFact('/proc/cmdline'),
  osPrefix: procFact('/sys/firmware/devicetree/base/chosen/os_prefix'),
  firmwareCmdline: fileFact('/boot/firmware/cmdline.txt'),
  currentCmdline: fileFact('/boot/firmware/current/cmdline.txt'),
  bootCmdline: fileFact('/boot/cmdline.txt'),
};

type BootFiles = FactsOf<typeof bootFiles>;
export type BootFile = BootFiles['bootCmdline'] & { exists: true };

/** The file whose options the next boot takes; undefined on machines that boot in another way. */
export function bootFile(facts: BootFiles): BootFile | undefined {
  const paths = ['/boot/firmware', '/boot'].map((folder) => `${folder}/${facts.osPrefix ?? ''}cmdline.txt`);
  const states = [facts.firmwareCmdline, facts.currentCmdline, facts.bootCmdline];
  return paths
    .flatMap((path) => states.filter((state) => state.path === path))
    .filter((state) => state.exists)
    .find(({ content }) => isOptions(content));
}

// Without root= it is the note that Raspberry Pi OS leaves in /boot: "The file you are looking for has moved".
function isOptions(content: string): boolean {
  return optionsIn(content).some((option) => option.startsWith('root='));
}

/** The options of a boot: the firmware reads the first line only. */
export function optionsIn(content = ''): readonly string[] {
  const [first = ''] = content.trimStart().split('\n');
  return first.split(/\s+/).filter(Boolean);
}
