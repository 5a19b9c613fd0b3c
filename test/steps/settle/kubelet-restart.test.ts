import { describe } from 'node:test';
import step from '../../../src/steps/settle/kubelet-restart.ts';
import { fileAnswer, makeScope, unitAnswer } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const start = Date.UTC(2026, 10, 17, 8) / 1000;
const before = { modified: start - 60 };
const base = {
  state: 'done\n',
  unit: unitAnswer(),
  unitFile: fileAnswer('[Unit]\n', before),
  arguments: fileAnswer('', before),
  config: fileAnswer('kind: KubeletConfiguration\n', before),
  hostname: fileAnswer('pi-2\n', before),
};
const later = fileAnswer('x\n', { modified: start + 1 });
const restart = (reason: string) => [`change: Restart kubelet.service: ${reason}`];

describe('kubelet in a cluster', () => {
  itPlans(step, base, {
    'runs with what it reads': { finds: [] },
    'is started': {
      when: { unit: unitAnswer({ active: 'inactive', started: '' }) },
      finds: ['change: Start kubelet.service'],
    },
    'is restarted for new arguments': {
      when: { arguments: later },
      finds: restart('/etc/default/kubelet is newer than its start'),
    },
    'is restarted for a new configuration': {
      when: { config: later },
      finds: restart('/var/lib/kubelet/config.yaml is newer than its start'),
    },
    'is restarted for a new unit file': {
      when: { unitFile: later },
      finds: restart('/etc/systemd/system/kubelet.service is newer than its start'),
    },
    'is restarted when the node has its name again, which kubelet reads when it starts': {
      when: { hostname: later },
      finds: restart('/etc/hostname is newer than its start'),
    },
    'is restarted when systemd has not read its unit file': {
      when: { unit: unitAnswer().replace('NeedDaemonReload=no', 'NeedDaemonReload=yes') },
      finds: restart('its unit file changed'),
    },
    'is left to kubeadm before there is a cluster': {
      when: { state: 'none\n', unit: unitAnswer({ active: 'inactive', started: '' }) },
      finds: [],
    },
    'is none of ours for k3s': {
      when: { arguments: later },
      scope: makeScope({ cluster: { distribution: 'k3s' } }),
      finds: [],
    },
  });
});
