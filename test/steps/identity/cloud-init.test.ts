import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import step, { withoutManagedHosts } from '../../../src/steps/identity/cloud-init.ts';
import { fixture } from '../../support/fixture.ts';
import { fileAnswer, planStep } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const userData = fixture('pi-4-raspios-trixie/user-data');
const fresh = {
  settings: fileAnswer('users:\n   - default\n'),
  dropIn: '',
  firmwareSeed: fileAnswer(userData, { mode: '755' }),
  bootSeed: '',
};
const findings = planStep(step, fresh);
const after = findings.map((finding) => ('after' in finding ? finding.after : '')) as string[];

describe('cloud-init', () => {
  itPlans(step, fresh, {
    'is told to leave name and hosts alone, in its settings and in the user data that beats them': {
      leaves: {
        '/etc/cloud/cloud.cfg.d/99-microcloud.cfg': /^preserve_hostname: true$/m,
        '/boot/firmware/user-data': /^manage_etc_hosts: false$/m,
        '/boot/firmware/user-data.microcloud.bak': `755 root:root\n${userData}`,
      },
      finds: [
        'change: Write /etc/cloud/cloud.cfg.d/99-microcloud.cfg, so that the host name stays',
        'change: Change /boot/firmware/user-data, so that /etc/hosts is not rewritten at every boot',
      ],
    },
    'is told once': {
      when: { dropIn: fileAnswer(after[0]!), firmwareSeed: fileAnswer(after[1]!, { mode: '755' }) },
      finds: [],
    },
    'is not told where it is not installed': { when: { settings: '' }, finds: [] },
  });

  const rows: Record<string, string> = {
    'manage_etc_hosts: True': 'manage_etc_hosts: false',
    'manage_etc_hosts: "localhost" # why': 'manage_etc_hosts: false # why',
    'manage_etc_hosts: false': 'manage_etc_hosts: false',
    'manage_etc_hosts: no': 'manage_etc_hosts: no',
    '# manage_etc_hosts: true': '# manage_etc_hosts: true',
  };
  for (const [line, wanted] of Object.entries(rows)) {
    it(`makes ${line} ${wanted}`, () => {
      const text = (middle: string) => `#cloud-config\nhostname: a\n${middle}\nruncmd:\n- [ls]\n`;
      assert.equal(withoutManagedHosts(text(line)), text(wanted));
      assert.equal(withoutManagedHosts(text(wanted)), text(wanted));
    });
  }

  it('leaves user data alone that is a script', () => {
    const script = '#!/bin/sh\nmanage_etc_hosts: true\n';
    assert.equal(withoutManagedHosts(script), script);
  });
});
