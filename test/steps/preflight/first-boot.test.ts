import { describe } from 'node:test';
import step from '../../../src/steps/preflight/first-boot.ts';
import { fixture } from '../../support/fixture.ts';
import { fileAnswer } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const base = {
  runningOptions: fixture('pi-4-raspios-trixie/proc-cmdline'),
  osPrefix: '',
  texts: '',
  firmwareCmdline: fileAnswer(fixture('pi-4-raspios-trixie/cmdline.txt')),
  currentCmdline: '',
  bootCmdline: fileAnswer(fixture('pi-4-raspios-trixie/boot-cmdline.txt')),
  cloudInit: '',
  cloudInitResult: '',
  others: '',
};
const resize = 'init=/usr/lib/raspi-config/init_resize.sh';

describe('first boot', () => {
  itPlans(step, base, {
    'goes on without cloud-init': { finds: [] },
    'waits for cloud-init': {
      when: { cloudInit: fileAnswer('') },
      finds: ['wait: cloud-init still sets this node up'],
    },
    'goes on when cloud-init has written its result': {
      when: { cloudInit: fileAnswer(''), cloudInitResult: fileAnswer('{"v1": {"errors": []}}') },
      finds: [],
    },
    'waits for rpi-preseed': {
      when: { others: 'preseed\npreseed\n' },
      finds: ['wait: rpi-preseed still sets this node up'],
    },
    'waits for what DietPi and Armbian do at first': {
      when: { others: 'dietpi\narmbian\n' },
      finds: [
        "wait: DietPi's first run still sets this node up",
        "wait: Armbian's first login still sets this node up",
      ],
    },
    'waits while the kernel runs the first boot of bookworm': {
      when: { runningOptions: `${base.runningOptions.trim()} init=/usr/lib/raspberrypi-sys-mods/firstboot` },
      finds: ['wait: the first boot is not finished (init=/usr/lib/raspberrypi-sys-mods/firstboot)'],
    },
    'waits while the next boot would resize the card': {
      when: { firmwareCmdline: fileAnswer(`root=PARTUUID=8a676486-02 quiet ${resize}\n`) },
      finds: [`wait: the first boot is not finished (${resize})`],
    },
    "waits for Imager's script": {
      when: { runningOptions: 'root=/dev/mmcblk0p2 systemd.run=/boot/firstrun.sh systemd.run_success_action=reboot' },
      finds: ['wait: the first boot is not finished (systemd.run=/boot/firstrun.sh)'],
    },
    'does not mind an init of your own': { when: { runningOptions: 'root=/dev/sda1 init=/sbin/init' }, finds: [] },
  });
});
