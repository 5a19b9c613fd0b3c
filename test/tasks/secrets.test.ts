import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSecrets } from '../../src/tasks/secrets.ts';

describe('the secrets of a run', () => {
  it('are a token and a key as kubeadm wants them, and stay the same', () => {
    const { joinToken, certificateKey } = createSecrets().secrets;
    assert.match(joinToken.reveal(), /^[a-z0-9]{6}\.[a-z0-9]{16}$/);
    assert.match(certificateKey.reveal(), /^[0-9a-f]{64}$/);
    assert.equal(joinToken.reveal(), joinToken.reveal());
  });

  it('are others in the next run', () => {
    const [one, two] = [createSecrets().secrets, createSecrets().secrets];
    assert.notEqual(one.joinToken.reveal(), two.joinToken.reveal());
    assert.notEqual(one.certificateKey.reveal(), two.certificateKey.reveal());
  });

  it('lack the hash of the cluster until there is a cluster', () => {
    const { secrets, fill } = createSecrets();
    assert.throws(() => secrets.caCertHash.reveal(), /not known before the cluster is there/);
    fill({ caCertHash: 'sha256:abc' });
    assert.equal(secrets.caCertHash.reveal(), 'sha256:abc');
    fill({ serfKey: 'key' });
    assert.equal(secrets.caCertHash.reveal(), 'sha256:abc');
    assert.equal(secrets.serfKey.reveal(), 'key');
  });

  it('print as what they are, never as text', () => {
    const { secrets } = createSecrets();
    assert.equal(
      JSON.stringify(secrets),
      `{"joinToken":"<join token>","certificateKey":"<certificate key>","caCertHash":"<hash of the cluster CA>","serverToken":"<server token>","agentToken":"<agent token>","serfKey":"<Serf's key>"}`,
    );
    assert.equal(`${secrets.joinToken}`, '<join token>');
  });
});
