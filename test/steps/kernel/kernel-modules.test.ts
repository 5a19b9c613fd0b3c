import { describe } from 'node:test';
import step from '../../../src/steps/kernel/kernel-modules.ts';
import { fileAnswer } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const base = {
  file: fileAnswer('br_netfilter\noverlay\nvxlan\n'),
  modules: 'loaded br_netfilter\nloaded overlay\nloaded vxlan\n',
};
const write =
  'change: Write /etc/modules-load.d/microcloud.conf, so that they are loaded at boot [kernel.modules_boot]';

describe('kernel modules', () => {
  itPlans(step, base, {
    'are right when loaded now and at boot': { finds: [] },
    'are loaded on a fresh node': {
      leaves: { '/etc/modules-load.d/microcloud.conf': 'br_netfilter\noverlay\nvxlan\n' },
      calls: ['modprobe -a br_netfilter overlay vxlan'],
      when: { file: '', modules: '' },
      finds: [write, 'change: Load br_netfilter, overlay, vxlan'],
    },
    'are loaded where one is missing': {
      calls: ['modprobe -a br_netfilter'],
      when: { modules: 'loaded overlay\nloaded vxlan\n' },
      finds: ['change: Load br_netfilter'],
    },
    // CIS Debian Linux 12 Benchmark, 1.1.1: "Ensure overlayfs kernel module is not available".
    'are not loaded while a line forbids one': {
      node: { files: { '/etc/modprobe.d/cis.conf': 'install cramfs /bin/false\ninstall overlay /bin/false\n' } },
      when: { modules: 'loaded br_netfilter\nloaded vxlan\nforbidden overlay /etc/modprobe.d/cis.conf\n' },
      finds: ['problem: /etc/modprobe.d/cis.conf keeps the kernel from loading overlay, which pods need'],
    },
    'are forbidden for the next boot, too': {
      node: { files: { '/etc/modprobe.d/cis.conf': 'install overlay /usr/bin/true\n' } },
      when: { modules: `${base.modules}forbidden overlay /etc/modprobe.d/cis.conf\n` },
      finds: ['problem: /etc/modprobe.d/cis.conf keeps the kernel from loading overlay, which pods need'],
    },
    'come with a package of their own on Ubuntu for Raspberry Pi': {
      node: {
        files: { '/proc/sys/kernel/osrelease': '5.15.0-1060-raspi\n' },
        programs: {
          modprobe: '[ -e /run/fake/packages/linux-modules-extra-5.15.0-1060-raspi ] && mkdir -p /sys/module/vxlan',
        },
      },
      leaves: { '/run/fake/packages/linux-modules-extra-5.15.0-1060-raspi': '1.0\n' },
      when: { modules: 'loaded br_netfilter\nloaded overlay\n' },
      finds: ['change: Load vxlan'],
    },
    'are left to the reboot when an upgrade removed them': {
      undone: "a scratch root has its host's modules",
      when: { file: '', modules: 'loaded overlay\ngone\n' },
      finds: [write],
    },
  });
});
