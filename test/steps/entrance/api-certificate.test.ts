import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import step from '../../../src/steps/entrance/api-certificate.ts';
import { fileAnswer, makeScope, planStep } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const folder = mkdtempSync(join(tmpdir(), 'microcloud-'));

/** A certificate as kubeadm makes one, for these names. */
function certificate(...names: readonly string[]): string {
  const file = join(folder, 'apiserver.crt');
  const options = [
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    join(folder, 'apiserver.key'),
    '-out',
    file,
    '-days',
    '9',
  ];
  const extension = ['-addext', `subjectAltName=${names.join(',')}`];
  execFileSync('openssl', ['req', '-x509', ...options, '-subj', '/CN=kube-apiserver', ...extension], {
    stdio: 'ignore',
  });
  return fileAnswer(readFileSync(file, 'utf8'));
}

const alone = certificate('DNS:pi-1', 'DNS:api.home.internal', 'IP:10.96.0.1', 'IP:192.168.0.201');
const scope = makeScope({ at: 'pi-1', cluster: { sharedAddress: '192.168.0.200' } });
const base = { certificate: alone, called: 'api.home.internal:6443' };
const lacking = (names: string) => `change: Make a certificate of the API that holds for ${names}, too`;

describe('the certificate of the API', () => {
  itPlans(
    step,
    base,
    {
      'need not hold for an address that nobody shares': { scope: makeScope({ at: 'pi-1' }), finds: [] },
      'holds for the shared address from then on': { scope, finds: [lacking('192.168.0.200')] },
      'holds for the name, too, where nodes called the API by an address': {
        when: { certificate: certificate('DNS:pi-1', 'IP:192.168.0.201'), called: '192.168.0.201:6443' },
        scope,
        finds: [lacking('192.168.0.200 and api.home.internal')],
      },
      'holds for both': {
        when: { certificate: certificate('DNS:api.home.internal', 'IP:192.168.0.200') },
        scope,
        finds: [],
      },
      "is kubeadm's to make on a new control plane": { when: { certificate: '', called: '' }, scope, finds: [] },
      'is none on a worker': { scope: makeScope({ cluster: { sharedAddress: '192.168.0.200' } }), finds: [] },
    },
    { undone: 'no kubeadm makes a certificate there' },
  );

  it('is made beside the present one, by the authority of the cluster, and leaves no key behind', () => {
    const [finding] = planStep(step, base, scope);
    const script = finding?.kind === 'change' ? finding.script.wire : '';
    assert.match(script, /trap 'rm -rf [^\n]*\.microcloud-certificate' EXIT/);
    assert.match(script, /certificatesDir: \/etc\/kubernetes\/\.microcloud-certificate\n/);
    assert.match(script, / {4}- 192\.168\.0\.200\n/);
    assert.ok(script.indexOf('apiserver.key /etc') < script.indexOf('apiserver.crt /etc'));
  });
});
