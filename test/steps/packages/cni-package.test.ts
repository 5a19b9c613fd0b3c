import { describe } from 'node:test';
import step from '../../../src/steps/packages/cni-package.ts';
import { makeScope } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

describe('programs of the pod network', () => {
  itPlans(
    step,
    { holder: '', installed: '1.1.1+ds1-3+b9', damaged: '' },
    {
      'are there': { finds: [] },
      'are installed again': {
        when: { damaged: 'bridge gone\nportmap changed\n' },
        finds: [
          'change: Install containernetworking-plugins again: /usr/lib/cni/bridge is gone, /usr/lib/cni/portmap has changed',
        ],
      },
      'come with their package where that is missing': { when: { installed: '', damaged: 'bridge gone\n' }, finds: [] },
      'wait for whoever holds apt': {
        when: { holder: 'unattended-upgr 812\n', damaged: 'bridge gone\n' },
        finds: ['wait: apt is held by unattended-upgr (pid 812) [apt.busy]'],
      },
      'are a part of k3s': {
        when: { damaged: 'bridge gone\n' },
        scope: makeScope({ cluster: { distribution: 'k3s' } }),
        finds: [],
      },
    },
    { undone: 'the programs are in /usr/lib' },
  );
});
