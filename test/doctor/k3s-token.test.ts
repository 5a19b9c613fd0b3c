import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { describe, it } from 'node:test';
import { loadChecks } from '../../src/doctor/themes.ts';
import { runRound } from '../../src/engine/round.ts';
import { certificate } from '../support/certificate.ts';
import { k3sScope } from '../support/k3s.ts';
import { needsScratch, scratchNode } from '../support/scratch/scratch-node.ts';

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');

describe('the question about the token of k3s', needsScratch, () => {
  it('is answered with the hash in the token, and with those of all certificates of the authority', async (t) => {
    const certificates = [certificate(90), certificate(900)];
    const authority = certificates.join('');
    const node = await scratchNode(t, {
      files: {
        '/etc/rancher/k3s/token': 'K10aa11::server:secret\n',
        '/var/lib/rancher/k3s/server/tls/server-ca.crt': authority,
      },
    });
    const check = (await loadChecks()).find(({ id }) => id === 'k3s.token');
    assert.ok(check?.kind === 'node');
    const { hashes } = check.needs({ ...k3sScope({ at: 'pi-1' }), since: '-1h' });
    assert.ok(hashes);
    const result = await runRound(node, { changes: [], facts: [hashes], holder: 'test' });
    assert.equal(result.kind, 'done');
    assert.deepEqual(result.answers.get(hashes), [
      'aa11',
      sha256(authority),
      ...certificates.map((pem) => sha256(new X509Certificate(pem).raw)),
    ]);
  });
});
