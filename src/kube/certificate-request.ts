import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { CertificationRequest, CertificationRequestInfo } from '@peculiar/asn1-csr';
import { AsnConvert } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  Name,
  RelativeDistinguishedName,
  SubjectPublicKeyInfo,
} from '@peculiar/asn1-x509';
import { groupOf } from '../facts/cluster/person-object.ts';
import { Secret } from '../shell/sh.ts';

/** Who a certificate is for, as Kubernetes reads it: the user's name (CN), and the group (O). */
export interface Subject {
  readonly person: string;
  readonly group: string;
}

/** A certificate signing request. It has a public key, and proves that its maker has the private key. */
export interface CertificateRequest extends Subject {
  readonly pem: string;
}

/** A text that is no request, or a request that asks for too much. */
export interface RefusedRequest {
  /** "no request for a certificate": the end of a sentence. */
  readonly refused: string;
}

const commonName = '2.5.4.3';
const organization = '2.5.4.10';
const curve = 'prime256v1';
const ecdsaWithSha256 = '1.2.840.10045.4.3.2';

/** Makes a key, and a request for a certificate with it. */
export function createRequest(subject: Subject): { readonly request: CertificateRequest; readonly key: Secret } {
  const key = createKey();
  return { request: requestWithKey(key.reveal(), subject), key };
}

/** Makes a key (ECDSA P-256), PKCS #8 as PEM. */
export function createKey(): Secret {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: curve });
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return new Secret('private key', () => key);
}

/** Tells whether a text is a key that `createKey` could have made. */
export function isOwnKey(text: string): boolean {
  try {
    return createPrivateKey(text).asymmetricKeyDetails?.namedCurve === curve;
  } catch {
    return false;
  }
}

/** Names the group that somebody new asks for with this key. The same key gives the same group, and so the same request. */
export function groupOfKey(person: string, key: string): string {
  return groupOf(person, createHash('sha256').update(publicHalf(key)).digest('hex').slice(0, 8));
}

function publicHalf(key: string): Buffer {
  return createPublicKey(key).export({ type: 'spki', format: 'der' });
}

/** Makes a request with an existing key, PKCS #8 as PEM. */
export function requestWithKey(key: string, { person, group }: Subject): CertificateRequest {
  const info = new CertificationRequestInfo({
    subject: new Name([part(organization, group), part(commonName, person)]),
    subjectPKInfo: AsnConvert.parse(publicHalf(key), SubjectPublicKeyInfo),
  });
  const request = new CertificationRequest({
    certificationRequestInfo: info,
    signatureAlgorithm: new AlgorithmIdentifier({ algorithm: ecdsaWithSha256 }),
    signature: bytesOf(sign('sha256', new Uint8Array(AsnConvert.serialize(info)), createPrivateKey(key))),
  });
  return { person, group, pem: pemOf(AsnConvert.serialize(request)) };
}

/**
 * Reads a request, and checks that it is signed with its own key. A request for more than a name and a group is
 * refused: Kubernetes would sign all of it, and a certificate may carry more groups and other rights.
 */
export function readRequest(pem: string): CertificateRequest | RefusedRequest {
  const [, base64] = /-----BEGIN CERTIFICATE REQUEST-----([\s\S]+?)-----END CERTIFICATE REQUEST-----/.exec(pem) ?? [];
  const none = { refused: 'no request for a certificate' };
  try {
    const request = AsnConvert.parse(Buffer.from(base64 ?? '', 'base64'), CertificationRequest);
    const { certificationRequestInfo: info, certificationRequestInfoRaw: signed } = request;
    const spki = Buffer.from(AsnConvert.serialize(info.subjectPKInfo));
    const publicKey = createPublicKey({ key: spki, type: 'spki', format: 'der' });
    if (!signed || !verify('sha256', new Uint8Array(signed), publicKey, new Uint8Array(request.signature))) return none;
    const asked = info.subject.flatMap((parts) => [...parts]);
    const [person, group] = [commonName, organization].map((wanted) =>
      textOf(asked.find(({ type }) => type === wanted)),
    );
    const hasMore = asked.length > 2 || (info.attributes ?? []).length > 0;
    if (person === undefined || group === undefined || hasMore)
      return { refused: 'a request that asks for something else than one name (CN) and one group (O)' };
    return { person, group, pem: pemOf(AsnConvert.serialize(request)) };
  } catch {
    return none;
  }
}

function part(type: string, value: string): RelativeDistinguishedName {
  const text = new AttributeValue({ utf8String: value });
  return new RelativeDistinguishedName([new AttributeTypeAndValue({ type, value: text })]);
}

/** Reads a value of the subject. Only these two encodings: programs read the others in different ways. */
function textOf(part: AttributeTypeAndValue | undefined): string | undefined {
  return part?.value.utf8String ?? part?.value.printableString;
}

function bytesOf(buffer: Buffer): ArrayBuffer {
  return new Uint8Array(buffer).buffer;
}

function pemOf(der: ArrayBuffer): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE REQUEST-----\n${lines.join('\n')}\n-----END CERTIFICATE REQUEST-----\n`;
}
