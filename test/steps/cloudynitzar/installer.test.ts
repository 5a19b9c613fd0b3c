import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import step from '../../../src/steps/cloudynitzar/installer.ts';
import { fileAnswer, makeScope, planStep } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';
import { layOut, temporary } from '../../support/temporary.ts';

const scope = makeScope({ cloudy: { install: 'cloudynitzar' } });
const run =
  "change: Run Cloudy's own installer, which fetches unpinned code from GitHub and runs it as root (log: /var/log/cloudy); install: native does without";

describe("running Cloudy's own installer", () => {
  itPlans(
    step,
    { done: '' },
    {
      'is only for those who want it': { finds: [] },
      'is done': { scope, finds: [run] },
      'is done once': { when: { done: fileAnswer('Sat Nov 21\n') }, scope, finds: [] },
      'is not for nodes that are not of Cloudy': {
        scope: makeScope({ cloudy: { install: 'cloudynitzar' }, node: { cloudy: false } }),
        finds: [],
      },
    },
    { undone: 'it downloads from GitHub' },
  );

  it('leaves no key of a package source that was not there before', async (t) => {
    const root = await temporary(t);
    const [finding] = planStep(
      step,
      { done: '' },
      makeScope({ cloudy: { install: 'cloudynitzar', serf: { join: ['10.139.40.122'] } } }),
    );
    assert.equal(finding?.kind, 'change');
    await layOut(root, [
      ['etc/apt/trusted.gpg', 'own'],
      ['etc/apt/trusted.gpg.d/debian.asc', 'debian'],
      ['etc/apt/trusted.gpg.d/with blank.gpg', 'blank'],
      [
        'installer',
        `echo evil >>${root}/etc/apt/trusted.gpg; echo evil >${root}/etc/apt/trusted.gpg.d/evil.gpg; echo evil >${root}/etc/apt/trusted.gpg.d/debian.asc\n`,
      ],
    ]);
    mkdirSync(join(root, 'var/lib/microcloud'), { recursive: true });
    const script = (finding?.kind === 'change' ? finding.script.wire : '')
      .replaceAll(/\/etc\/(apt|cron\.d|init\.d)\//g, `${root}/etc/$1/`)
      .replaceAll('/var/lib/microcloud/', `${root}/var/lib/microcloud/`)
      .replaceAll(/bash \S+ \)/g, `bash ${root}/installer )`)
      .replaceAll('-p /var/tmp', `-p ${root}`);
    execFileSync('sh', ['-eu', '-c', script]);
    assert.deepEqual(
      ['trusted.gpg', 'trusted.gpg.d/debian.asc', 'trusted.gpg.d/with blank.gpg'].map((file) =>
        readFileSync(join(root, 'etc/apt', file), 'utf8'),
      ),
      ['own', 'debian', 'blank'],
    );
    assert.deepEqual(readdirSync(join(root, 'etc/apt/trusted.gpg.d')).length, 2);
    assert.deepEqual(readdirSync(join(root, 'var/lib/microcloud')), ['cloudynitzar']);
  });

  it('keeps it from contacting a community that the inventory does not name', () => {
    const script = (join: readonly string[]) => {
      const [finding] = planStep(
        step,
        { done: '' },
        makeScope({ cloudy: { install: 'cloudynitzar', serf: { join } } }),
      );
      return finding?.kind === 'change' ? finding.script.wire : '';
    };
    assert.match(script([]), /iptables -w -I OUTPUT -d 10\.139\.40\.122 -j REJECT/);
    assert.doesNotMatch(script(['10.139.40.122:5000']), /iptables/);
  });
});
