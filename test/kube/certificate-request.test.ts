import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { describe, it } from 'node:test';
import { createRequest, readRequest } from '../../src/kube/certificate-request.ts';

const subject = { person: 'ismael', group: 'microcloud:ismael:7f3k' };

describe('a request for a certificate', () => {
  it('says who asks, and with which key', () => {
    const { request, key } = createRequest(subject);
    assert.match(request.pem, /^-----BEGIN CERTIFICATE REQUEST-----\n([\w+/=]{1,64}\n)+-----END/);
    assert.deepEqual(readRequest(request.pem), { ...subject, pem: request.pem });
    const { asymmetricKeyDetails } = createPrivateKey(key.reveal());
    assert.deepEqual(asymmetricKeyDetails, { namedCurve: 'prime256v1' });
    // The public half stands in the request as it is.
    const point = createPublicKey(key.reveal()).export({ type: 'spki', format: 'der' });
    const der = Buffer.from(request.pem.replaceAll(/-----.*-----|\s/g, ''), 'base64');
    assert.ok(der.includes(point));
  });

  it('is another one each time, and prints no key', () => {
    const [one, other] = [createRequest(subject), createRequest(subject)];
    assert.notEqual(one.key.reveal(), other.key.reveal());
    assert.equal(`${one.key}`, '<private key>');
  });

  for (const [what, change] of [
    ['is cut', (pem: string) => pem.replace(/\n[^\n]+\n-----END/, '\n-----END')],
    ['is another text', () => 'hello'],
    ['is empty', () => ''],
    ['says another name than was signed', (pem: string) => resigned(pem, 'ismael', 'simael')],
  ] as const) {
    it(`is refused where it ${what}`, () => {
      assert.equal(readRequest(change(createRequest(subject).request.pem)), undefined);
    });
  }

  it('is refused where a second group would be a second key', () => {
    const { request } = createRequest({ person: 'ismael', group: 'a' });
    assert.equal(readRequest(request.pem)?.group, 'a');
    assert.equal(readRequest(request.pem.replace('BEGIN', 'START')), undefined);
  });
});

function resigned(pem: string, from: string, to: string): string {
  const der = Buffer.from(pem.replaceAll(/-----.*-----|\s/g, ''), 'base64');
  const at = der.lastIndexOf(from);
  der.write(to, at);
  return `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`;
}
