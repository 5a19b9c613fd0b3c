import { describe } from 'node:test';
import step from '../../../src/steps/kernel/clock-service.ts';
import { unitAnswer } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const base = { clock: '0\n', chrony: '', ntpsec: '', ntp: '', openntpd: '', timesyncd: unitAnswer() };
const stopped = unitAnswer({ active: 'inactive' });
const disabled = unitAnswer({ active: 'inactive', enablement: 'disabled' });

describe('clock', () => {
  itPlans(step, base, {
    'is right': { finds: [] },
    'is right when a minute is not missing yet': { when: { clock: '-59\n' }, finds: [] },
    'is right when NTP says so and this machine is wrong': {
      when: { clock: '86400\nNTPSynchronized=yes\n' },
      finds: [],
    },
    'is waited for': {
      when: { clock: '-34560000\nNTPSynchronized=no\n' },
      finds: ["wait: its clock is 400 days behind this machine's, and NTP has not set it"],
    },
    'is waited for when it is ahead': {
      when: { clock: '60\nNTPSynchronized=no\n' },
      finds: ["wait: its clock is 60 seconds ahead of this machine's, and NTP has not set it"],
    },
    'gets its service at every boot': {
      when: { timesyncd: disabled },
      finds: ['change: Enable and start systemd-timesyncd.service [clock.service]'],
    },
    'does not need the service to run where it cannot, as in a container': { when: { timesyncd: stopped }, finds: [] },
    'needs the service to run when it is wrong': {
      once: 'NTP takes a while',
      when: { clock: '-300\nNTPSynchronized=no\n', timesyncd: stopped },
      finds: ['change: Enable and start systemd-timesyncd.service [clock.service]'],
    },
    'is left to chrony where that is installed': {
      when: { chrony: unitAnswer(), timesyncd: disabled },
      finds: [],
    },
    'is waited for without any service': {
      when: { clock: '-300\nNTPSynchronized=no\n', timesyncd: '' },
      finds: ["wait: its clock is 5 minutes behind this machine's, and NTP has not set it"],
    },
  });
});
