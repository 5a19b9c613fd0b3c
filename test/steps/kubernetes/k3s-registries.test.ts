import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import step from '../../../src/steps/kubernetes/k3s-registries.ts';
import { k3sScope } from '../../support/k3s.ts';
import { fileAnswer, planStep } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const path = '/etc/rancher/k3s/registries.yaml';
const scope = k3sScope({
  cluster: {
    registries: {
      mirrors: { 'docker.io': ['https://registry.home.arpa:5000', 'http://192.168.0.10'] },
      ca: { 'registry.home.arpa:5000': '-----BEGIN CERTIFICATE-----' },
      insecure: ['registry.old.arpa'],
    },
  },
});
const textOf = () => {
  const [finding] = planStep(step, { file: '', state: 'none\n' }, scope);
  return (finding?.kind === 'change' && finding.after) || '';
};

describe('the registries of k3s', () => {
  itPlans(
    step,
    { file: '', state: 'none\n' },
    {
      'are the public ones where the inventory names none': { scope: k3sScope(), finds: [] },
      'are those of the inventory': { scope, finds: [`change: Write ${path}`] },
      'restart what runs': {
        when: { state: 'done\n' },
        scope,
        finds: [`change: Write ${path}, which restarts k3s`],
      },
      'are as they shall be': { when: { file: fileAnswer(textOf(), { mode: '600' }) }, scope, finds: [] },
      'are removed when the inventory no longer names any': {
        when: { file: fileAnswer(textOf(), { mode: '600' }) },
        scope: k3sScope(),
        finds: [`change: Change ${path}`],
      },
      'of somebody else stay': { when: { file: fileAnswer('mirrors: {}\n') }, scope: k3sScope(), finds: [] },
    },
  );

  it('are written as k3s reads them', () => {
    assert.deepEqual(parse(textOf()), {
      mirrors: { 'docker.io': { endpoint: ['https://registry.home.arpa:5000', 'http://192.168.0.10'] } },
      configs: {
        'registry.home.arpa:5000': { tls: { ca_file: '/etc/microcloud/registries/registry.home.arpa_5000.pem' } },
        'registry.old.arpa': { tls: { insecure_skip_verify: true } },
      },
    });
  });

  it('have that of the cluster, which nodes know by its certificate, and which knows them by theirs', () => {
    const own = k3sScope({ cluster: { addons: { registry: { node: 'pi-3' } } } });
    const [finding] = planStep(step, { file: '', state: 'none\n' }, own);
    const agent = '/var/lib/rancher/k3s/agent';
    assert.deepEqual(parse((finding?.kind === 'change' && finding.after) || ''), {
      mirrors: { 'registry.home.internal': { endpoint: ['https://192.168.0.203:5443'] } },
      configs: {
        '192.168.0.203:5443': {
          tls: {
            ca_file: `${agent}/server-ca.crt`,
            ...{ cert_file: `${agent}/client-kubelet.crt`, key_file: `${agent}/client-kubelet.key` },
          },
        },
      },
    });
  });

  it('find a host that is written otherwise: with its port, and in capitals', () => {
    const registries = {
      mirrors: { 'docker.io': ['https://Registry.home.arpa:443/v2/cache', 'https://registry.home.arpa'] },
      ca: { 'registry.home.arpa': '-----BEGIN CERTIFICATE-----' },
      insecure: ['OLD.arpa:443'],
    };
    const [finding] = planStep(step, { file: '', state: 'none\n' }, k3sScope({ cluster: { registries } }));
    const tls = { ca_file: '/etc/microcloud/registries/registry.home.arpa.pem' };
    // k3s compares them with what is written as the mirror's host, letter by letter.
    assert.deepEqual(parse((finding?.kind === 'change' && finding.after) || '').configs, {
      'registry.home.arpa': { tls },
      'OLD.arpa:443': { tls: { insecure_skip_verify: true } },
      'Registry.home.arpa:443': { tls },
    });
  });
});
