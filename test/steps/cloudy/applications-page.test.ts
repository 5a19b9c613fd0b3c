import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { template } from '../../../src/resources/template.ts';
import step from '../../../src/steps/cloudy/applications-page.ts';
import { fixture } from '../../support/fixture.ts';
import { programsAnswer } from '../../support/k3s.ts';
import { fileAnswer, makeScope, planStep } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';
import { temporary } from '../../support/temporary.ts';

const built = readFileSync(new URL('../../../dist/cloudy-applications.cjs', import.meta.url));
const version = createHash('sha256').update(built).digest('hex').slice(0, 12);
const fresh = {
  links: fixture('simulated-trixie/network-links'),
  programs: '',
  config: '',
  wrapper: '',
  page: '',
  menu: '',
  spanish: '',
  catalan: '',
};

function configFor(scope = makeScope()): string {
  const finding = planStep(step, fresh, scope).find(({ about }) => about === '/etc/microcloud/applications.json');
  return finding?.kind === 'change' ? (finding.after ?? '') : '';
}

const base = {
  ...fresh,
  programs: programsAnswer(version, 'cloudy-applications.cjs'),
  config: fileAnswer(configFor()),
  wrapper: fileAnswer(template('cloudy-applications.sh', {}), { mode: '755' }),
  page: fileAnswer(template('applications.php', {})),
  menu: fileAnswer(template('applications.menu.php', {})),
  spanish: fileAnswer(template('applications.es.php', {})),
  catalan: fileAnswer(template('applications.ca.php', {})),
};

describe('applications in the web pages of Cloudy', () => {
  itPlans(step, base, {
    'are as they should be': { finds: [] },
    'are set up on a fresh node': {
      when: fresh,
      finds: [
        'change: Install /usr/local/lib/microcloud/cloudy-applications.cjs',
        'change: Write /etc/microcloud/applications.json',
        'change: Write /usr/local/lib/microcloud/cloudy-applications',
        'change: Write /var/local/cDistro/plug/controllers/applications.php',
        'change: Write /var/local/cDistro/plug/menus/r0500.applications.menu.php',
        'change: Write /var/local/cDistro/lang/es.applications.php',
        'change: Write /var/local/cDistro/lang/ca.applications.php',
      ],
    },
    'are not where there are no web pages': {
      when: fresh,
      scope: makeScope({ cloudy: { install: 'agent' } }),
      finds: [],
    },
    'are nowhere without Cloudy': { when: fresh, scope: makeScope({ node: { cloudy: false } }), finds: [] },
  });

  it('use the newest token of their own pods', async (t) => {
    const root = await temporary(t);
    for (const [index, pod] of [
      'microcloud_cloudy-pages-a',
      'microcloud_cloudy-pages-b',
      'club_cloudy-pages-c',
    ].entries()) {
      const volume = join(root, `var/lib/kubelet/pods/uid-${index}/volumes/kubernetes.io~projected/cloudy-pages`);
      for (const folder of [volume, join(root, `var/log/pods/${pod}_uid-${index}`)])
        mkdirSync(folder, { recursive: true });
      writeFileSync(join(volume, 'token'), 'secret');
      utimesSync(join(volume, 'token'), 1000 + index, 1000 + index);
    }
    const script = template('cloudy-applications.sh', {});
    const here = script.replaceAll(/(?<![\w~])\/var\//g, `${root}/var/`).replace(/exec .*/, 'exec env');
    const said = execFileSync('sh', ['-c', here], { encoding: 'utf8' });
    assert.match(
      said,
      /^CLOUDY_APPLICATIONS_TOKEN=.*\/uid-1\/volumes\/kubernetes\.io~projected\/cloudy-pages\/token$/m,
    );
    assert.match(said, /^CLOUDY_APPLICATIONS_CONFIG=\/etc\/microcloud\/applications\.json$/m);
  });

  it('ask the API of the cluster, about the namespaces that Cloudy shows', () => {
    assert.deepEqual(JSON.parse(configFor()), {
      api: ['https://192.168.0.201:6443'],
      caFile: '/etc/kubernetes/pki/ca.crt',
      namespaces: { include: ['*'], exclude: ['kube-*'] },
    });
  });
});
