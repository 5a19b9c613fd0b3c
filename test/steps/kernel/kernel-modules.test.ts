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
    'are left to the reboot when an upgrade removed them': {
      undone: "a scratch root has its host's modules",
      when: { file: '', modules: 'loaded overlay\ngone\n' },
      finds: [write],
    },
  });
});
