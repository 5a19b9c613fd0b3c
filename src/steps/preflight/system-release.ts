import { defineStep } from '../../engine/model.ts';
import { bootFiles, optionsIn } from '../../facts/boot-files.ts';
import { contentOf, fileFact } from '../../facts/file.ts';
import { releaseIn } from '../../facts/machine.ts';
import { procFact } from '../../facts/proc.ts';

/** Older releases run cgroup v1, which kubelet refuses since 1.35, and their package archives are closed. */
const oldestRelease: Readonly<Record<string, number>> = { debian: 11, raspbian: 11, ubuntu: 22.04 };

export default defineStep({
  id: 'system.unsupported',
  title: 'Operating system',
  on: 'machines',
  needs: () => ({
    release: fileFact('/etc/os-release'),
    firstProcess: procFact('/proc/1/comm'),
    runningOptions: bootFiles.runningOptions,
    fstab: fileFact('/etc/fstab'),
  }),
  *plan({ facts }) {
    const { ID = '', ID_LIKE = '', VERSION_ID, PRETTY_NAME = ID || 'an unknown system' } = releaseIn(facts.release);
    const install = 'Install the current Raspberry Pi OS Lite (64-bit) with Raspberry Pi Imager.';
    if (![ID, ...ID_LIKE.split(' ')].includes('debian')) {
      return yield {
        kind: 'problem',
        summary: `it runs ${PRETTY_NAME}; only Debian and its relatives are supported`,
        hint: install,
      };
    }
    if (Number(VERSION_ID) < (oldestRelease[ID] ?? 0)) {
      yield {
        kind: 'problem',
        id: 'system.too_old',
        summary: `${PRETTY_NAME} is too old (cgroup v1, closed package archive)`,
        hint: install,
      };
    }
    if (facts.firstProcess !== 'systemd') {
      yield {
        kind: 'problem',
        summary: `its init is ${facts.firstProcess ?? 'unknown'}; only systemd is supported`,
        hint: install,
      };
    }
    const options = optionsIn(facts.runningOptions);
    if (isOverlay(options, contentOf(facts.fstab))) {
      yield {
        kind: 'problem',
        id: 'system.overlay',
        summary: 'its root file system is a read-only overlay: nothing that is written stays',
        // raspi-config takes back what it has written itself, and nothing else.
        hint: options.some((option) => ['boot=overlay', 'overlayroot=tmpfs'].includes(option))
          ? 'Switch it off: ssh -t {node} sudo raspi-config nonint do_overlayfs 1, then reboot it.'
          : 'Switch it off where somebody has written it: overlayroot= in cmdline.txt of its card, or in /etc/overlayroot.conf and /etc/overlayroot.local.conf (ssh -t {node} sudo overlayroot-chroot). Then reboot it.',
      };
    }
  },
});

// overlayroot writes an fstab of its own into the overlay. Looking for the file system type would refuse containers.
function isOverlay(options: readonly string[], fstab: string): boolean {
  return (
    fstab.includes('overlayroot') || options.some((option) => /^boot=overlay$|^overlayroot=(?!disabled|$)/.test(option))
  );
}
