import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { describe, it } from 'node:test';
import { Attributes, CertificationRequest, CertificationRequestInfo } from '@peculiar/asn1-csr';
import { AsnConvert } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  Attribute,
  AttributeTypeAndValue,
  AttributeValue,
  Name,
  RelativeDistinguishedName,
  SubjectPublicKeyInfo,
} from '@peculiar/asn1-x509';
import {
  createKey,
  createRequest,
  groupOfKey,
  readRequest,
  requestWithKey,
} from '../../src/kube/certificate-request.ts';

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

  it('is the same again for the same key: the group comes from the key', () => {
    const [key, other] = [createKey().reveal(), createKey().reveal()];
    const group = groupOfKey('ismael', key);
    assert.match(group, /^microcloud:ismael:[0-9a-f]{8}$/);
    assert.equal(groupOfKey('ismael', key), group);
    assert.notEqual(groupOfKey('ismael', other), group);
    const half = createPublicKey(key).export({ type: 'spki', format: 'der' });
    for (const { pem } of [1, 2].map(() => requestWithKey(key, { person: 'ismael', group })))
      assert.ok(Buffer.from(pem.replaceAll(/-----.*-----|\s/g, ''), 'base64').includes(half));
  });

  for (const [what, change] of [
    ['is cut', (pem: string) => pem.replace(/\n[^\n]+\n-----END/, '\n-----END')],
    ['is another text', () => 'hello'],
    ['is empty', () => ''],
    ['says another name than was signed', (pem: string) => resigned(pem, 'ismael', 'simael')],
  ] as const) {
    it(`is refused where it ${what}`, () => {
      const read = readRequest(change(createRequest(subject).request.pem));
      assert.deepEqual(read, { refused: 'no request for a certificate' });
    });
  }
});

const [cn, o, ou, uid] = ['2.5.4.3', '2.5.4.10', '2.5.4.11', '1.3.6.1.4.1.57683.2'];
const [name, group] = [
  [cn, 'ismael'],
  [o, subject.group],
] as const;
type Part = readonly [string, string | AttributeValue];

/** Subject, parts that stand in one set with the last one, and extensions that are asked for. */
const hostile: Readonly<
  Record<string, readonly [parts: readonly Part[], beside?: readonly Part[], withExtensions?: boolean]>
> = {
  'a second group': [[group, [o, 'system:masters'], name]],
  'a second group in the same set': [[name, group], [[o, 'system:masters']]],
  'a second name': [[group, name, [cn, 'system:admin']]],
  'a uid': [[group, name, [uid, '1234']]],
  'a part that nobody knows': [[group, name, [ou, 'x']]],
  'extensions, such as other names': [[group, name], [], true],
  'no group': [[name]],
  'no name': [[group]],
  'a name in letters that others may read otherwise': [[group, [cn, new AttributeValue({ teletexString: 'ismael' })]]],
};

describe('a hostile request for a certificate', () => {
  it('is made like an honest one in this test', () => {
    const read = readRequest(requestOf([group, name]));
    assert.deepEqual('refused' in read ? read : { person: read.person, group: read.group }, subject);
  });

  for (const [what, [parts, beside, withExtensions]] of Object.entries(hostile)) {
    it(`is refused where it has ${what}`, () => {
      assert.match(JSON.stringify(readRequest(requestOf(parts, beside, withExtensions))), /asks for something else/);
    });
  }
});

function requestOf(parts: readonly Part[], beside: readonly Part[] = [], withExtensions = false): string {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const sets = parts.map((part) => [part]);
  sets.at(-1)?.push(...beside);
  const info = new CertificationRequestInfo({
    subject: new Name(
      sets.map(
        (set) =>
          new RelativeDistinguishedName(
            set.map(([type, value]) => {
              const text = typeof value === 'string' ? new AttributeValue({ utf8String: value }) : value;
              return new AttributeTypeAndValue({ type, value: text });
            }),
          ),
      ),
    ),
    subjectPKInfo: AsnConvert.parse(publicKey.export({ type: 'spki', format: 'der' }), SubjectPublicKeyInfo),
    attributes: new Attributes(
      withExtensions
        ? [new Attribute({ type: '1.2.840.113549.1.9.14', values: [new Uint8Array([48, 0]).buffer] })]
        : [],
    ),
  });
  const signature = sign('sha256', new Uint8Array(AsnConvert.serialize(info)), privateKey);
  const request = new CertificationRequest({
    certificationRequestInfo: info,
    signatureAlgorithm: new AlgorithmIdentifier({ algorithm: '1.2.840.10045.4.3.2' }),
    signature: new Uint8Array(signature).buffer,
  });
  const base64 = Buffer.from(AsnConvert.serialize(request)).toString('base64');
  return `-----BEGIN CERTIFICATE REQUEST-----\n${base64}\n-----END CERTIFICATE REQUEST-----\n`;
}

function resigned(pem: string, from: string, to: string): string {
  const der = Buffer.from(pem.replaceAll(/-----.*-----|\s/g, ''), 'base64');
  const at = der.lastIndexOf(from);
  der.write(to, at);
  return `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`;
}
