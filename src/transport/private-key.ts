import { createPrivateKey, type KeyObject, randomBytes, sign } from 'node:crypto';
import { parseKey } from './ssh2.ts';
import { WireReader, wireNumber, wireString } from './wire-format.ts';

/** A private key that can sign. */
export interface Signer {
  /** The public key in SSH's wire format. */
  readonly publicKey: Buffer;
  /** Signs for an algorithm such as `rsa-sha2-512`. Returns the signature in SSH's wire format. */
  sign(data: Buffer, algorithm: string): Buffer;
}

/** A key, or why there is none. `locked`: it needs a passphrase. `wrong`: another passphrase may help. */
export type Unlocked =
  | { readonly kind: 'key'; readonly signer: Signer }
  | { readonly kind: 'locked' | 'wrong' }
  | { readonly kind: 'useless'; readonly reason: string };

const convert = (path: string) => `convert it with: ssh-keygen -p -f ${path}`;

/** Reads the text of a private key: OpenSSH's format, PKCS#8, PKCS#1, SEC 1, or PuTTY's older one. */
export function unlock(text: string, path: string, passphrase?: string): Unlocked {
  const isOfOpenssl = /^-----BEGIN (?:ENCRYPTED |RSA |EC |DSA )?PRIVATE KEY-----/m.test(text);
  if (isOfOpenssl) return unlockPem(text, path, passphrase);
  const cipher = cipherOf(text);
  if (!readCiphers.test(cipher))
    return { kind: 'useless', reason: `is encrypted with ${cipher}, which is not read here; ${convert(path)}` };
  const parsed = parseKey(text, passphrase);
  const key = Array.isArray(parsed) ? parsed[0] : parsed;
  if (!(key instanceof Error)) return fromPem(key.getPrivatePEM());
  if (/no passphrase given/i.test(key.message)) return { kind: 'locked' };
  if (/bad passphrase|decrypt|authenticate/i.test(key.message)) return { kind: 'wrong' };
  if (/^PuTTY-User-Key-File/m.test(text)) {
    const reason = `is in PuTTY's format; convert it with: puttygen ${path} -O private-openssh -o ${path}.openssh`;
    return { kind: 'useless', reason };
  }
  return { kind: 'useless', reason: 'is not a private key that can be read' };
}

// The ciphers that ssh2 can decrypt. Without ChaCha20: ssh2 lists it, but fails.
const readCiphers = /^(none|aes(128|192|256)-(cbc|ctr)|aes(128|256)-gcm@openssh\.com|3des-cbc)$/;

/** Reads the cipher of a key in OpenSSH's format (PROTOCOL.key of OpenSSH). Returns "none" for other formats. */
function cipherOf(text: string): string {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([^-]+)/.exec(text)?.[1] ?? '';
  try {
    return new WireReader(Buffer.from(body, 'base64'), 'openssh-key-v1\0'.length).text();
  } catch {
    return 'none';
  }
}

function unlockPem(text: string, path: string, passphrase?: string): Unlocked {
  const isEncrypted = /^Proc-Type: 4,ENCRYPTED|^-----BEGIN ENCRYPTED/m.test(text);
  if (isEncrypted && passphrase === undefined) return { kind: 'locked' };
  try {
    return fromPem(text, passphrase);
  } catch (error) {
    const { message } = error as Error;
    if (passphrase !== undefined && (isBadDecrypt(error) || somePassphraseIsBad(text))) return { kind: 'wrong' };
    return { kind: 'useless', reason: `cannot be read (${message}); ${convert(path)}` };
  }
}

const isBadDecrypt = (error: unknown) => /BAD_DECRYPT/.test((error as NodeJS.ErrnoException).code ?? '');

// Tells a wrong passphrase from an unknown cipher. With one wrong passphrase in 256 the decrypted noise has valid
// padding, and OpenSSL reports an unsupported format instead of a bad passphrase. So this tries three random
// passphrases: with an unknown cipher all of them are "unsupported".
function somePassphraseIsBad(text: string): boolean {
  return [1, 2, 3].some(() => {
    try {
      createPrivateKey({ key: text, passphrase: randomBytes(12).toString('hex') });
      return false;
    } catch (error) {
      return isBadDecrypt(error);
    }
  });
}

function fromPem(key: string, passphrase?: string): Unlocked {
  const object = createPrivateKey(passphrase === undefined ? key : { key, passphrase });
  const publicKey = publicPartOf(object);
  if (!publicKey) {
    const type = object.asymmetricKeyType ?? 'unknown';
    return { kind: 'useless', reason: `is a key of type ${type}, which sshd does not take` };
  }
  return { kind: 'key', signer: { publicKey, sign: (data, algorithm) => signWith(object, data, algorithm) } };
}

const curves: Readonly<Record<string, string>> = { 'P-256': 'nistp256', 'P-384': 'nistp384', 'P-521': 'nistp521' };

function publicPartOf(key: KeyObject): Buffer | undefined {
  if (!['rsa', 'ec', 'ed25519'].includes(key.asymmetricKeyType ?? '')) return undefined;
  const jwk = key.export({ format: 'jwk' });
  const bytes = (text = '') => Buffer.from(text, 'base64url');
  if (jwk.kty === 'RSA')
    return Buffer.concat([wireString('ssh-rsa'), wireNumber(bytes(jwk.e)), wireNumber(bytes(jwk.n))]);
  if (jwk.kty === 'OKP') return Buffer.concat([wireString('ssh-ed25519'), wireString(bytes(jwk.x))]);
  const curve = curves[jwk.crv ?? ''];
  if (!curve) return undefined;
  const point = Buffer.concat([Buffer.from([4]), bytes(jwk.x), bytes(jwk.y)]);
  return Buffer.concat([wireString(`ecdsa-sha2-${curve}`), wireString(curve), wireString(point)]);
}

const hashes: Readonly<Record<string, string>> = {
  'ssh-rsa': 'sha1',
  'rsa-sha2-256': 'sha256',
  'rsa-sha2-512': 'sha512',
  'ecdsa-sha2-nistp256': 'sha256',
  'ecdsa-sha2-nistp384': 'sha384',
  'ecdsa-sha2-nistp521': 'sha512',
};

function signWith(key: KeyObject, data: Buffer, algorithm: string): Buffer {
  const signature = sign(hashes[algorithm] ?? null, data, { key, dsaEncoding: 'ieee-p1363' });
  const half = signature.length / 2;
  const numbers = () => Buffer.concat([wireNumber(signature.subarray(0, half)), wireNumber(signature.subarray(half))]);
  return Buffer.concat([wireString(algorithm), wireString(algorithm.startsWith('ecdsa') ? numbers() : signature)]);
}
