import { describe } from 'node:test';
import step from '../../../src/steps/identity/hostname.ts';
import { fileAnswer, unitAnswer } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const base = { file: fileAnswer('pi-2\n'), running: 'pi-2\n', avahi: unitAnswer() };
// unitAnswer's unit started at 08:00 that day.
const justNow = Date.parse('2026-11-17T08:00:01Z') / 1000;

describe('host name', () => {
  itPlans(step, base, {
    'leaves the right name alone': { finds: [] },
    'renames a fresh node': {
      follows: ['change: Restart avahi-daemon.service: /etc/hostname is newer than its start'],
      leaves: { '/etc/hostname': 'pi-2\n', '/proc/sys/kernel/hostname': 'pi-2\n' },
      calls: ['hostname pi-2', 'systemctl daemon-reload', 'systemctl restart avahi-daemon.service'],
      when: { file: fileAnswer('raspberrypi\n'), running: 'raspberrypi\n' },
      finds: ['change: Change /etc/hostname', 'change: Rename the running system to pi-2'],
    },
    'finishes a change that stopped half-way': {
      when: { running: 'raspberrypi\n' },
      finds: ['change: Rename the running system to pi-2'],
    },
    'restarts avahi, which still announces the old name': {
      when: { file: fileAnswer('pi-2\n', { modified: justNow }) },
      finds: ['change: Restart avahi-daemon.service: /etc/hostname is newer than its start'],
    },
    'does not restart avahi for a unit file that is not ours': {
      when: { avahi: `${unitAnswer()}\n`.replace('Reload=no', 'Reload=yes') },
      finds: [],
    },
    'does not start avahi': {
      when: {
        file: fileAnswer('pi-2\n', { modified: justNow }),
        avahi: unitAnswer({ active: 'inactive', enablement: 'disabled' }),
      },
      finds: [],
    },
    'does not need avahi': { when: { avahi: '' }, finds: [] },
  });
});
