import { describe } from 'node:test';
import step from '../../../src/steps/preflight/foreign-drop-ins.ts';
import { makeScope } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const packaged = '/usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf';

describe('drop-ins of another installation', () => {
  itPlans(
    step,
    { files: '' },
    {
      'are not there on most nodes': { finds: [] },
      'are named before anything is changed': {
        when: { files: `${packaged}\n` },
        finds: [
          `problem: ${packaged} gives kubelet.service another command: the program of another installation would run`,
        ],
      },
      "are those of the distribution's own unit": {
        when: { files: '/etc/systemd/system/k3s.service.d/old.conf\n' },
        scope: makeScope({ cluster: { distribution: 'k3s' } }),
        finds: [
          'problem: /etc/systemd/system/k3s.service.d/old.conf gives k3s-agent.service another command: the program of another installation would run',
        ],
      },
    },
  );
});
