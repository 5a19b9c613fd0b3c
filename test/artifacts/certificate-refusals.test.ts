import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { imageArtifact } from '../../src/artifacts/artifact-table.ts';
import { certificateRefusal } from '../../src/artifacts/certificate-refusals.ts';
import { fromFirst } from '../../src/artifacts/first-source.ts';
import { webSource } from '../../src/artifacts/web-source.ts';
import type { UserError } from '../../src/errors.ts';

/** What fetch throws where TLS ends with this code, through a proxy or without. */
const failure = (code: string, throughProxy = false) => {
  const cause = Object.assign(new Error(code.toLowerCase()), { code });
  return new TypeError('fetch failed', {
    cause: throughProxy ? new Error(`${code}, through PROXY`, { cause }) : cause,
  });
};

describe('a certificate that is refused', () => {
  const rows: Record<string, readonly [error: Error, reason: RegExp, hint: RegExp]> = {
    'of a school that inspects connections': [
      failure('SELF_SIGNED_CERT_IN_CHAIN'),
      /authority that microcloud does not know \(SELF_SIGNED_CERT_IN_CHAIN\)/,
      /NODE_USE_SYSTEM_CA=1 before the same command/,
    ],
    'of its proxy': [
      failure('UNABLE_TO_GET_ISSUER_CERT_LOCALLY', true),
      /authority that microcloud does not know/,
      /NODE_USE_SYSTEM_CA=1/,
    ],
    'with a clock of another year': [
      failure('CERT_NOT_YET_VALID'),
      /is not valid now/,
      /^The clock of this computer says 2019-02-14 10:11 UTC: set it/,
    ],
    'of the login page of a network': [
      failure('ERR_TLS_CERT_ALTNAME_INVALID'),
      /the certificate of another host/,
      /^Open it in a browser: /,
    ],
  };
  for (const [title, [error, reason, hint]] of Object.entries(rows)) {
    it(`has a reason and a way out: that ${title}`, () => {
      const refusal = certificateRefusal(error, new Date('2019-02-14T10:11:12Z'));
      assert.match(refusal?.reason ?? '', reason);
      assert.match(refusal?.hint ?? '', hint);
    });
  }

  it('is none where the connection broke', () => assert.equal(certificateRefusal(failure('ECONNRESET')), undefined));

  it('is not asked for again, and ends with what to type', async () => {
    const notices: string[] = [];
    const patience = { pauses: [600_000], notice: (text: string) => void notices.push(text) };
    const fetch = () => Promise.reject(failure('SELF_SIGNED_CERT_IN_CHAIN'));
    const url = 'https://dl.k8s.io/release/v1.35.4/bin/linux/arm64/kubeadm.sha256';
    const flannel = imageArtifact('ghcr.io/flannel-io/flannel:v0.28.10', 'arm64');
    const download = fromFirst([webSource({ fetch, patience })], flannel, (source) => source.read(url));
    await assert.rejects(download, ({ message, hints }: UserError) => {
      assert.match(message, /the internet: https:\/\/dl\.k8s\.io\S+ shows a certificate of an authority/);
      return hints[0]?.startsWith('If your school or company inspects connections: ') === true;
    });
    assert.deepEqual(notices, []);
  });
});
