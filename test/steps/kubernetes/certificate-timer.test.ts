import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { Scope } from '../../../src/engine/model.ts';
import { Script } from '../../../src/shell/sh.ts';
import step from '../../../src/steps/kubernetes/certificate-timer.ts';
import { k3sScope } from '../../support/k3s.ts';
import { fileAnswer, makeScope, planStep, unitAnswer } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';
import { needsScratch, scratchNode } from '../../support/scratch/scratch-node.ts';

const ours = (name: string) => readFileSync(new URL(`../../../templates/${name}`, import.meta.url), 'utf8');
const nothing = {
  script: '',
  serviceFile: '',
  timerFile: '',
  service: unitAnswer({ load: 'not-found', active: 'inactive', enablement: '', started: '' }),
  timer: unitAnswer({ load: 'not-found', active: 'inactive', enablement: '', started: '' }),
};
const scope = makeScope({ at: 'pi-1' });

/** The text of the file that the step writes at the path with this end. */
function textFor(of: Scope, end: string): string {
  const file = planStep(step, nothing, of).find(({ about }) => about?.endsWith(end));
  return file?.kind === 'change' ? (file.after ?? '') : '';
}
const scriptFor = (of: Scope) => textFor(of, '.sh');
const base = {
  script: fileAnswer(scriptFor(scope)),
  serviceFile: fileAnswer(ours('microcloud-certificates.service')),
  timerFile: fileAnswer(textFor(scope, '.timer')),
  service: unitAnswer({ active: 'inactive', enablement: 'static', started: '' }),
  timer: unitAnswer({ started: '' }),
};
const everything = [
  'change: Write /usr/local/lib/microcloud/renew-certificates.sh',
  'change: Write /etc/systemd/system/microcloud-certificates.service',
  'change: Write /etc/systemd/system/microcloud-certificates.timer',
  'change: Enable microcloud-certificates.timer',
  'change: Start microcloud-certificates.timer',
];

describe('the timer for certificates', () => {
  itPlans(step, base, {
    'is there': { scope, finds: [] },
    'comes to a control plane': { when: nothing, scope, finds: everything },
    'comes to a worker of k3s, too': { when: nothing, scope: k3sScope(), finds: everything },
    'is not needed on a worker of kubeadm': { when: nothing, finds: [] },
    'is started again': {
      when: { timer: unitAnswer({ active: 'inactive', enablement: 'disabled', started: '' }) },
      scope,
      finds: everything.slice(3),
    },
    'is started anew where systemd still has its old service': {
      when: { service: `${base.service}\n`.replace('Reload=no', 'Reload=yes') },
      scope,
      finds: ['change: Restart microcloud-certificates.timer: its unit file changed'],
      calls: ['systemctl daemon-reload', 'systemctl restart microcloud-certificates.timer'],
    },
  });

  // systemd draws the random delay anew at each boot, also for what was missed while the board was off.
  it('comes to its end on a board that is on for some hours a day, and not on one day on all nodes', () => {
    const texts = (['pi-1', 'pi-2', 'pi-3'] as const).map((at) => {
      const all = { role: 'control-plane' } as const;
      return textFor(makeScope({ at, all }), '.timer');
    });
    for (const text of texts) assert.match(text, /^RandomizedDelaySec=1h\nPersistent=true$/m);
    const days = texts.map((text) => /^OnCalendar=\*-\*-(\d\d)$/m.exec(text)?.[1]);
    assert.equal(new Set(days).size, 3);
    for (const day of days) assert.ok(Number(day) >= 1 && Number(day) <= 28, `${day}`);
  });

  it('lets another control plane have the shared address before a part ends', () => {
    assert.match(
      scriptFor(scope),
      /^trap 'rm -f \/run\/microcloud-pausing' EXIT$[\s\S]*hand-address-over\.sh\n[\s\S]*kill /m,
    );
  });

  for (const [title, of, renewal] of [
    ['renews with kubeadm', scope, /^ {2}kubeadm certs renew all$/m],
    ['restarts a server of k3s', k3sScope({ at: 'pi-1' }), /^ {2}systemctl restart k3s\.service$/m],
    ['restarts an agent of k3s', k3sScope(), /^ {2}systemctl restart k3s-agent\.service$/m],
  ] as const) {
    it(title, () => assert.match(scriptFor(of), renewal));
  }

  it('says who holds the lock of the node meanwhile', needsScratch, async (t) => {
    const [, line = ''] = /^ExecStart=(.*)$/m.exec(ours('microcloud-certificates.service')) ?? [];
    const node = await scratchNode(t, {
      files: {
        '/run/microcloud/holder': 'ana@laptop 1700000000\n',
        '/usr/local/lib/microcloud/renew-certificates.sh': 'cat /run/microcloud/holder',
      },
    });
    // systemd has two signs for one, and else reads the line as a shell does.
    const script = new Script([line.replaceAll('$$', '$').replaceAll('%%', '%')]);
    assert.match((await node.run(script)).stdout, /^microcloud-certificates\.timer \d{10}\n$/);
  });
});
