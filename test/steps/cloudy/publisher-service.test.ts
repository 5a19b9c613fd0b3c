import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parseConfig } from '../../../publisher/config.ts';
import { template as renderedTemplate } from '../../../src/resources/template.ts';
import step from '../../../src/steps/cloudy/publisher-service.ts';
import { fixture } from '../../support/fixture.ts';
import { programsAnswer } from '../../support/k3s.ts';
import { fileAnswer, makeScope, planStep, unitAnswer } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const file = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url));
const missing = unitAnswer({ load: 'not-found', active: 'inactive', enablement: '', started: '' });
const fresh = {
  links: fixture('simulated-trixie/network-links'),
  users: fileAnswer('root:x:0:0:root:/root:/bin/bash\n'),
  programs: '',
  record: '',
  config: '',
  tokenScript: '',
  tokenUnitFile: '',
  tokenUnit: missing,
  unitFile: '',
  unit: missing,
};

function configFor(scope = makeScope()): string {
  const finding = planStep(step, fresh, scope).find(({ about }) => about === '/etc/microcloud/publisher.json');
  return finding?.kind === 'change' ? (finding.after ?? '') : '';
}

const version = createHash('sha256').update(file('dist/publisher.cjs')).digest('hex').slice(0, 12);
const template = (name: string) => fileAnswer(file(`templates/${name}`).toString());
const base = {
  ...fresh,
  users: fileAnswer('root:x:0:0:root:/root:/bin/bash\nmicrocloud-publisher:x:999:999::/:/usr/sbin/nologin\n'),
  programs: programsAnswer(version, 'publisher.cjs'),
  record: fileAnswer(`${version} 9 1700000000\n`),
  config: fileAnswer(configFor()),
  tokenScript: fileAnswer(renderedTemplate('publisher-token.sh', { ca: '/etc/kubernetes/pki/ca.crt' }), {
    mode: '755',
  }),
  tokenUnitFile: template('microcloud-publisher-token.service'),
  tokenUnit: unitAnswer(),
  unitFile: template('microcloud-publisher.service'),
  unit: unitAnswer(),
};
const later = { modified: Date.UTC(2026, 10, 17, 8) / 1000 + 1 };

describe('the publisher on a node', () => {
  itPlans(step, base, {
    'is as it should be': { finds: [] },
    'is set up on a fresh node': {
      when: fresh,
      finds: [
        'change: Make the user microcloud-publisher',
        'change: Install /usr/local/lib/microcloud/publisher.cjs',
        'change: Write /etc/microcloud/publisher.json',
        'change: Write /usr/local/lib/microcloud/publisher-token.sh',
        'change: Write /etc/systemd/system/microcloud-publisher-token.service',
        'change: Write /etc/systemd/system/microcloud-publisher.service',
        'change: Enable microcloud-publisher-token.service [pub.active]',
        'change: Start microcloud-publisher-token.service [pub.active]',
        'change: Enable microcloud-publisher.service [pub.active]',
        'change: Start microcloud-publisher.service [pub.active]',
      ],
    },
    'is updated': {
      follows: [
        'change: Restart microcloud-publisher.service: /var/lib/microcloud/programs/publisher.cjs is newer than its start [pub.active]',
      ],
      when: { programs: programsAnswer('0123456789ab', 'publisher.cjs') },
      finds: ['change: Update /usr/local/lib/microcloud/publisher.cjs'],
    },
    'is restarted when it is newer than its start': {
      when: { record: fileAnswer(`${version} 9 1700000000\n`, later) },
      finds: [
        'change: Restart microcloud-publisher.service: /var/lib/microcloud/programs/publisher.cjs is newer than its start [pub.active]',
      ],
    },
    'is stopped where another node publishes for it': {
      scope: makeScope({ cloudy: { publish: { ...makeScope().cloudy.publish, spread: false } } }),
      finds: [
        'change: Stop and disable microcloud-publisher.service',
        'change: Stop and disable microcloud-publisher-token.service',
      ],
    },
    'is nowhere without Cloudy': { when: fresh, scope: makeScope({ node: { cloudy: false } }), finds: [] },
  });

  it('has a configuration that it takes', () => {
    const { api, address, spread, neighbours, namespaces } = parseConfig(configFor());
    assert.deepEqual(
      { api, address, spread, neighbours, namespaces },
      {
        api: ['https://192.168.0.201:6443'],
        address: '192.168.0.202',
        spread: true,
        neighbours: { 'pi-1': '192.168.0.201', 'pi-3': '192.168.0.203' },
        namespaces: { include: ['*'], exclude: ['kube-*'] },
      },
    );
  });

  it('asks the API of its own node first, then the shared address', () => {
    const scope = makeScope({ node: { role: 'control-plane' }, cluster: { endpoint: '192.168.0.200:6443' } });
    assert.deepEqual(parseConfig(configFor(scope)).api, [
      'https://192.168.0.202:6443',
      'https://192.168.0.200:6443',
      'https://192.168.0.201:6443',
    ]);
  });
});
