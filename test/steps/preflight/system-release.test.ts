import { describe } from 'node:test';
import step from '../../../src/steps/preflight/system-release.ts';
import { fixture } from '../../support/fixture.ts';
import { fileAnswer } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const base = {
  release: fileAnswer(fixture('pi-4-raspios-trixie/os-release')),
  firstProcess: 'systemd\n',
  runningOptions: fixture('pi-4-raspios-trixie/proc-cmdline'),
  fstab: fileAnswer(fixture('pi-4-raspios-trixie/fstab')),
};
const raspbian = (version: string) =>
  fileAnswer(`PRETTY_NAME="Raspbian GNU/Linux ${version}"\nVERSION_ID="${version}"\nID=raspbian\nID_LIKE=debian\n`);
const ubuntu = (version: string) =>
  fileAnswer(`PRETTY_NAME="Ubuntu ${version} LTS"\nVERSION_ID="${version}"\nID=ubuntu\nID_LIKE=debian\n`);
const overlay = 'problem: its root file system is a read-only overlay: nothing that is written stays [system.overlay]';

describe('operating system', () => {
  itPlans(step, base, {
    'takes trixie': { finds: [] },
    'takes bullseye': { when: { release: raspbian('11') }, finds: [] },
    'refuses buster': {
      when: { release: raspbian('10') },
      finds: ['problem: Raspbian GNU/Linux 10 is too old (cgroup v1, closed package archive) [system.too_old]'],
    },
    'takes Ubuntu 22.04': { when: { release: ubuntu('22.04') }, finds: [] },
    'refuses Ubuntu 20.04': {
      when: { release: ubuntu('20.04') },
      finds: ['problem: Ubuntu 20.04 LTS is too old (cgroup v1, closed package archive) [system.too_old]'],
    },
    'takes Debian testing, which has no number': { when: { release: fileAnswer('ID=debian\n') }, finds: [] },
    'refuses what is not Debian': {
      when: { release: fileAnswer('ID=alpine\nPRETTY_NAME="Alpine Linux v3.22"\n') },
      finds: ['problem: it runs Alpine Linux v3.22; only Debian and its relatives are supported'],
    },
    'refuses another init': {
      when: { firstProcess: 'init\n' },
      finds: ['problem: its init is init; only systemd is supported'],
    },
    'refuses the overlay of raspi-config in bullseye': {
      when: { runningOptions: 'boot=overlay root=/dev/mmcblk0p2' },
      finds: [overlay],
    },
    'refuses overlayroot on the command line': {
      when: { runningOptions: 'overlayroot=tmpfs root=/dev/mmcblk0p2' },
      finds: [overlay],
    },
    'refuses overlayroot from its own settings': {
      when: { fstab: fileAnswer('#\n#  This fstab is for overlayroot. The real one can be found at\n') },
      finds: [overlay],
    },
    // raspberrypi/bookworm-feedback#137: written by hand, so raspi-config does not take it back.
    'refuses overlayroot with settings of its own': {
      when: { runningOptions: 'overlayroot=tmpfs:recurse=0 root=/dev/mmcblk0p2' },
      finds: [overlay],
    },
    'takes overlayroot that is switched off': {
      when: { runningOptions: 'overlayroot=disabled root=/dev/mmcblk0p2' },
      finds: [],
    },
  });
});
