import { describe } from 'node:test';
import step from '../../../src/steps/runtime/cni-folder.ts';
import { makeScope, unitAnswer } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const start = Date.UTC(2026, 10, 17, 8) / 1000;
const base = { cniFolder: `${start + 1}\n`, unit: unitAnswer({ started: 'Tue 2026-11-17 08:00:00 UTC' }) };

describe("the pod network's folder", () => {
  itPlans(step, base, {
    'is watched when containerd made it': { finds: [] },
    'is watched when it is older than containerd': { when: { cniFolder: '1700000000\n' }, finds: [] },
    'is not watched once somebody removed it': {
      real: ['cniFolder'],
      when: { cniFolder: 'missing\n' },
      finds: ['change: Restart containerd.service: /etc/cni/net.d is gone'],
    },
    'is not watched when it was made anew': {
      when: { cniFolder: `${start + 3600}\n` },
      finds: ['change: Restart containerd.service: /etc/cni/net.d was made anew since its start'],
    },
    'is believed where nobody knows when it was made': { when: { cniFolder: '0\n' }, finds: [] },
    'is believed where it was made in the future': { when: { cniFolder: '\n' }, finds: [] },
    'is made by containerd when that starts': {
      when: { cniFolder: 'missing\n', unit: unitAnswer({ active: 'inactive', started: '' }) },
      finds: [],
    },
    'is none of ours for k3s': {
      when: { cniFolder: 'missing\n' },
      scope: makeScope({ cluster: { distribution: 'k3s' } }),
      finds: [],
    },
  });
});
