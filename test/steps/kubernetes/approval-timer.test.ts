import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { approvalTimer } from '../../../src/resources/timers.ts';
import { Script, sh } from '../../../src/shell/sh.ts';
import step from '../../../src/steps/kubernetes/approval-timer.ts';
import { fileAnswer, makeScope, planStep, unitAnswer } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';
import { needsScratch, scratchNode } from '../../support/scratch/scratch-node.ts';
import { assertShell } from '../../support/shell.ts';
import { temporary } from '../../support/temporary.ts';

const ours = (name: string) => readFileSync(new URL(`../../../templates/${name}`, import.meta.url), 'utf8');
const absent = unitAnswer({ load: 'not-found', active: 'inactive', enablement: '', started: '' });
const nothing = {
  script: '',
  serviceFile: '',
  timerFile: '',
  service: absent,
  timer: absent,
};
const cluster = { addons: { metrics: true } };
const scope = makeScope({ at: 'pi-1', cluster });
const [written] = planStep(step, nothing, scope);
const script = written?.kind === 'change' ? (written.after ?? '') : '';
const base = {
  script: fileAnswer(script),
  serviceFile: fileAnswer(ours('microcloud-approval.service')),
  timerFile: fileAnswer(ours('microcloud-approval.timer')),
  service: unitAnswer({ active: 'inactive', enablement: 'static', started: '' }),
  timer: unitAnswer({ started: '' }),
};

describe('the timer that approves certificates of kubelets', () => {
  itPlans(step, base, {
    'is there': { scope, finds: [] },
    'comes to a control plane': {
      when: nothing,
      scope,
      finds: [
        `change: Write ${approvalTimer.script}, so that kubelets have certificates of the cluster`,
        'change: Write /etc/systemd/system/microcloud-approval.service',
        'change: Write /etc/systemd/system/microcloud-approval.timer',
        'change: Enable microcloud-approval.timer',
        'change: Start microcloud-approval.timer',
      ],
    },
    'is no business of a worker': { when: nothing, scope: makeScope({ cluster }), finds: [] },
    'is not there where nobody asked for metrics': { when: nothing, scope: makeScope({ at: 'pi-1' }), finds: [] },
    'goes with the metrics': {
      scope: makeScope({ at: 'pi-1' }),
      finds: ['change: Stop approving certificates of kubelets'],
    },
  });

  it('has a program that is sound', () => {
    assertShell({ changes: [{ kind: 'change', summary: 'Approve', script: new Script([script]) }] });
  });
});

interface Request {
  readonly user?: string;
  readonly subject?: string;
  readonly names?: string;
  readonly decided?: string;
}

/** Requests, each with the words by which it is left alone; those without are approved. */
const requests: Readonly<Record<string, readonly [Request, RegExp?]>> = {
  right: [{}],
  'of a name alone': [{ names: 'DNS:pi-2' }],
  'for the address of another node': [
    { names: 'DNS:pi-2,IP:192.168.0.201' },
    /it is for the address 192\.168\.0\.201, and the node has 192\.168\.0\.202/,
  ],
  'for the name of another node': [{ names: 'DNS:pi-1,IP:192.168.0.202' }, /it is for DNS:pi-1/],
  'for a mail address': [{ names: 'DNS:pi-2,email:a@b.org' }, /it is for email:a@b\.org/],
  'for another node': [{ subject: '/O=system:nodes/CN=system:node:pi-1' }, /it is for somebody else/],
  'for masters': [{ subject: '/O=system:masters/CN=system:node:pi-2' }, /it is for somebody else/],
  'of a node of nobody': [{ user: 'system:node:pi-9' }, /pi-9 is none of the nodes/],
  'of a person': [{ user: 'ismael' }, /^$/],
  'decided already': [{ decided: 'Denied' }, /^$/],
};

describe('what a kubelet asks for', () => {
  for (const [title, [{ user, subject, names, decided = '' }, fault]] of Object.entries(requests)) {
    it(`is ${fault ? 'left alone' : 'approved'}: ${title}`, needsScratch, async (t) => {
      const folder = await temporary(t);
      const request = requestOf(join(folder, 'key'), {
        subject: subject ?? '/O=system:nodes/CN=system:node:pi-2',
        names: names ?? 'DNS:pi-2,IP:192.168.0.202',
      });
      const row = `csr-1|${user ?? 'system:node:pi-2'}|${decided}|${request}`;
      const kubectl = `case $* in get*) echo '${row}' ;; *) echo "$*" ;; esac\n`;
      const node = await scratchNode(t, {
        files: { '/approve.sh': script, '/etc/ssl/openssl.cnf': '' },
        programs: { kubectl },
      });
      const { code, stdout, stderr } = await node.run(sh`sh /approve.sh`);
      assert.equal(code, 0, stderr);
      if (fault) assert.match(stdout.trim(), fault);
      assert.equal(stdout.includes('certificate approve csr-1'), fault === undefined, stdout);
    });
  }
});

function requestOf(key: string, { subject, names }: { readonly subject: string; readonly names: string }): string {
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key];
  const args = ['req', '-new', ...kind, '-subj', subject, '-addext', `subjectAltName=${names}`];
  return execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'ignore'] }).toString('base64');
}
