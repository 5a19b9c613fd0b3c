import { type Change, defineStep, type Finding } from '../../engine/model.ts';
import { type BootFile, bootFile, optionsIn } from '../../facts/boot-files.ts';
import { contentOf, type FileState, fileFact } from '../../facts/file.ts';
import { changeBootFile } from '../../resources/boot-file.ts';
import { writeFile } from '../../resources/ensure-file.ts';
import { lines, sh } from '../../shell/sh.ts';
import {
  type Controller,
  controllerFacts,
  controllersToEnable,
  isAvailable,
  switchOf,
  withControllers,
} from './cgroup-controllers.ts';

export default defineStep({
  id: 'cgroup.memory',
  title: 'Memory and pids control groups',
  needs: () => ({
    ...controllerFacts,
    // Debian's own images, not Raspberry Pi OS, write cmdline.txt anew at each update of the kernel.
    generator: fileFact('/etc/kernel/postinst.d/z50-raspi-firmware'),
    extraOptions: fileFact('/etc/default/raspi-extra-cmdline'),
  }),
  *plan({ facts }): Iterable<Finding> {
    const wanted = controllersToEnable(facts);
    const missing = wanted.filter((controller) => !isAvailable(facts, controller));
    const file = bootFile(facts);
    if (!file) {
      for (const controller of missing) yield noBootFile(controller, facts.osPrefix);
      return;
    }
    const isNext = (controller: Controller) => switchOf(optionsIn(file.content), controller) === 'enable';
    if (wanted.every(isNext)) return;
    const { generator } = facts;
    const isGenerated = generator.exists && generator.content.includes(facts.extraOptions.path);
    const change = isGenerated ? changeExtraOptions(facts.extraOptions, wanted) : changeCmdline(file, wanted);
    yield missing.length > 0 ? { ...change, rebootFollows: true } : change;
  },
});

const why = (wanted: readonly Controller[]) =>
  `so that the kernel offers the ${wanted.join(' and ')} cgroup after the reboot that follows`;

function changeCmdline(file: BootFile, wanted: readonly Controller[]): Change {
  return changeBootFile(file, withControllers(file.content, wanted), why(wanted));
}

function changeExtraOptions(file: FileState, wanted: readonly Controller[]): Change {
  const before = contentOf(file);
  const after = withControllers(before, wanted);
  return {
    kind: 'change',
    about: file.path,
    summary: `Change ${file.path}, ${why(wanted)}`,
    before,
    after,
    script: lines([writeFile(file.path, after), sh`update-initramfs -u`]),
  };
}

function noBootFile(controller: Controller, osPrefix = ''): Finding {
  return {
    kind: 'problem',
    about: controller,
    summary: `its kernel runs without the ${controller} cgroup, and there is no ${osPrefix}cmdline.txt with root= in /boot/firmware or /boot`,
    hint: `Add cgroup_enable=${controller} to the kernel's command line where this board keeps it, behind all other options, and reboot it.`,
  };
}
