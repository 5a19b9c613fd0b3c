import { describe } from 'node:test';
import { template } from '../../../src/resources/template.ts';
import step from '../../../src/steps/kubernetes/kubelet-unit.ts';
import { fileAnswer, makeScope, unitAnswer } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const addressOf = (address: string) => fileAnswer(`KUBELET_EXTRA_ARGS=--node-ip=${address}\n`);
const base = {
  unitFile: fileAnswer(template('kubelet.service', {})),
  arguments: addressOf('192.168.0.202'),
  unit: unitAnswer(),
};

describe('kubelet', () => {
  itPlans(step, base, {
    'is prepared': { finds: [] },
    'is prepared on a fresh node, and not started, as kubeadm does that': {
      leaves: {
        '/etc/systemd/system/kubelet.service': template('kubelet.service', {}),
        '/etc/default/kubelet': 'KUBELET_EXTRA_ARGS=--node-ip=192.168.0.202\n',
      },
      calls: ['systemctl daemon-reload', 'systemctl unmask kubelet.service', 'systemctl enable kubelet.service'],
      when: {
        unitFile: '',
        arguments: '',
        unit: unitAnswer({ load: 'not-found', active: 'inactive', enablement: '', started: '' }),
      },
      finds: [
        'change: Write /etc/systemd/system/kubelet.service',
        'change: Write /etc/default/kubelet',
        'change: Enable kubelet.service',
      ],
    },
    'names the flags of an earlier installation that no longer count, and keeps that file': {
      when: { arguments: fileAnswer('KUBELET_EXTRA_ARGS="--fail-swap-on=false --max-pods=200 --node-ip=10.0.0.1"\n') },
      finds: [
        'note: These flags of kubelet in /etc/default/kubelet no longer count: --fail-swap-on, --max-pods',
        'change: Change /etc/default/kubelet; the old one is kept beside it',
      ],
    },
    'takes its static address': {
      scope: makeScope({ node: { address: '192.168.0.212' } }),
      finds: ['change: Change /etc/default/kubelet'],
    },
    'takes the address of the default route where the inventory only knows a name': {
      when: { arguments: fileAnswer('') },
      scope: makeScope({ node: { address: 'pi-2.local' } }),
      finds: [],
    },
    'is left alone for k3s': {
      when: { unitFile: '' },
      scope: makeScope({ cluster: { distribution: 'k3s' } }),
      finds: [],
    },
  });
});
