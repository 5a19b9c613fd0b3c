import { describe } from 'node:test';
import step, { withoutSwap } from '../../../src/steps/kernel/swap.ts';
import { fixture } from '../../support/fixture.ts';
import { fileAnswer, makeScope, unitAnswer } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const header = 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n';
const zram = `${header}/dev/zram0                              partition\t2097136\t\t0\t\t100\n`;
const swapFile = `${header}/var/swap                               file\t\t102396\t\t0\t\t-2\n`;
const fstab = fixture('pi-4-raspios-trixie/fstab');
const fstabWithSwap = `${fstab}/swapfile none swap sw 0 0\nUUID=x\tnone\tswap\tsw\t0 0\n`;

const none = {
  active: header,
  rpiSwapSettings: '',
  rpiSwapPackage: '',
  rpiSwap: '',
  zramGeneratorPackage: '',
  zramGenerator: '',
  dphysSwapfile: '',
  zramTools: '',
  fstab: fileAnswer(fstab),
  makers: '',
};
const rpiSwap = { rpiSwapPackage: '1.5-1', rpiSwapSettings: fileAnswer('[Main]\n'), active: zram };
const rpiSwapOff = fileAnswer('[Main]\nMechanism=none\n');
const write = (path: string) => `change: Write ${path}, so that no boot makes swap`;

describe('swap', () => {
  itPlans(step, none, {
    'is off where nothing makes it': { finds: [] },
    'of rpi-swap ends by its settings': {
      leaves: { '/etc/rpi/swap.conf.d/90-microcloud.conf': '[Main]\nMechanism=none\n', '/proc/swaps': header },
      calls: ['systemctl daemon-reload', 'swapoff -a'],
      when: rpiSwap,
      finds: [write('/etc/rpi/swap.conf.d/90-microcloud.conf')],
    },
    'of rpi-swap that could not be turned off is left to the reboot': {
      when: { ...rpiSwap, rpiSwap: rpiSwapOff },
      finds: [],
    },
    'of zram-generator ends by its settings': {
      leaves: {
        '/etc/systemd/zram-generator.conf.d/90-microcloud.conf': '[zram0]\nzram-size = 0\n',
        '/proc/swaps': header,
      },
      when: { zramGeneratorPackage: '1.2.1-2', active: zram },
      finds: [
        write('/etc/systemd/zram-generator.conf.d/90-microcloud.conf'),
        'change: Turn off swap on /dev/zram0 [swap.active]',
      ],
    },
    'of zram-generator stays off': {
      when: { zramGeneratorPackage: '1.2.1-2', zramGenerator: fileAnswer('[zram0]\nzram-size = 0\n') },
      finds: [],
    },
    'of dphys-swapfile ends with its service': {
      calls: ['systemctl disable --now dphys-swapfile.service', 'dphys-swapfile uninstall', 'swapoff -a'],
      when: { dphysSwapfile: unitAnswer(), active: swapFile },
      finds: ['change: Stop and disable dphys-swapfile.service', 'change: Turn off swap on /var/swap [swap.active]'],
    },
    'of dphys-swapfile that would come back is stopped for good': {
      when: { dphysSwapfile: unitAnswer({ active: 'inactive' }) },
      finds: ['change: Stop and disable dphys-swapfile.service'],
    },
    'of dphys-swapfile stays off': {
      when: { dphysSwapfile: unitAnswer({ active: 'inactive', enablement: 'disabled' }) },
      finds: [],
    },
    'of zram-tools ends with its service': {
      when: { zramTools: unitAnswer(), active: zram },
      finds: ['change: Stop and disable zramswap.service', 'change: Turn off swap on /dev/zram0 [swap.active]'],
    },
    'of an unknown service ends with that service': {
      once: 'the answer about it stays',
      node: { files: { '/run/systemd/system/zram-config.service': '' } },
      calls: ['systemctl disable --now zram-config.service', 'swapoff -a'],
      when: { active: zram, makers: 'service zram-config.service\nservice zram-config.service\n' },
      finds: [
        'change: Stop and disable zram-config.service, so that no boot makes swap',
        'change: Turn off swap on /dev/zram0 [swap.active]',
      ],
    },
    'of a unit of its own ends with that unit': {
      once: 'the answer about it stays',
      node: { files: { '/run/systemd/system/dev-zram0.swap': '' } },
      calls: ['systemctl mask --now dev-zram0.swap', 'swapoff -a'],
      when: { active: zram, makers: 'unit dev-zram0.swap /run/systemd/generator/dev-zram0.swap\n' },
      finds: [
        'change: Switch off dev-zram0.swap (/run/systemd/generator/dev-zram0.swap), so that no boot makes swap',
        'change: Turn off swap on /dev/zram0 [swap.active]',
      ],
    },
    'of services with changes of their own is not switched off twice': {
      once: 'the answer about it stays',
      when: { active: zram, zramTools: unitAnswer(), makers: 'service zramswap.service\n' },
      finds: ['change: Stop and disable zramswap.service', 'change: Turn off swap on /dev/zram0 [swap.active]'],
    },
    'in fstab becomes a comment': {
      leaves: { '/etc/fstab': withoutSwap(fstabWithSwap), '/proc/swaps': header },
      calls: ['swapoff -a'],
      when: { fstab: fileAnswer(fstabWithSwap), active: swapFile },
      finds: [
        'change: Change /etc/fstab, so that no boot makes swap',
        'change: Turn off swap on /var/swap [swap.active]',
      ],
    },
    'in fstab stays a comment': { when: { fstab: fileAnswer(withoutSwap(fstabWithSwap)) }, finds: [] },
    'of unknown origin is turned off': {
      when: { active: swapFile },
      finds: ['change: Turn off swap on /var/swap [swap.active]'],
    },
    'is kept where the inventory says so': {
      when: { ...rpiSwap, dphysSwapfile: unitAnswer(), fstab: fileAnswer(fstabWithSwap) },
      scope: makeScope({ node: { swap: 'keep' } }),
      finds: [],
    },
  });
});
