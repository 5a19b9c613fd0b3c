import { readFile } from 'node:fs/promises';
import { WireReader, wireString } from './wire-format.ts';

/** Reads the type that a public key's blob begins with, e.g. `ssh-ed25519`. */
export function keyType(blob: Buffer): string {
  return new WireReader(blob).text();
}

const certificate = /-cert-v0\d@openssh\.com$/;

export function isCertificate(blob: Buffer): boolean {
  return certificate.test(keyType(blob));
}

/** Tells whether a key is in a device such as a YubiKey or a Nitrokey. */
export function isSecurityKey(blob: Buffer): boolean {
  return keyType(blob).startsWith('sk-');
}

/** Reads the first line of a public key file or certificate; undefined for any other text. */
export function parsePublicKey(text: string): Buffer | undefined {
  const [, type, base64] = /^(?:[^\n]* )?((?:sk-)?(?:ssh|ecdsa)-[\w@.-]+) +([A-Za-z0-9+/=]+)/.exec(text.trim()) ?? [];
  return type && base64 ? publicKeyIn(type, base64) : undefined;
}

/** Decodes a key of this type; undefined where characters are wrong or missing: ssh could not read it either. */
export function publicKeyIn(type: string, base64: string): Buffer | undefined {
  const blob = Buffer.from(base64, 'base64');
  if (blob.toString('base64') !== base64) return undefined;
  const reader = new WireReader(blob);
  try {
    if (reader.text() !== type) return undefined;
    for (let count = fields[type] ?? 0; count > 0; count--) reader.string();
    return type in fields && !reader.isAtEnd ? undefined : blob;
  } catch {
    return undefined;
  }
}

/** Reads a public key or a certificate from a file; undefined where there is none. */
export async function readPublicKey(path: string): Promise<Buffer | undefined> {
  return parsePublicKey(await readFile(path, 'utf8').catch(() => ''));
}

// How many strings of the wire format make a key of each type, alone or in a certificate (PROTOCOL.certkeys of
// OpenSSH).
const fields: Readonly<Record<string, number>> = {
  'ssh-ed25519': 1,
  'ssh-rsa': 2,
  'ecdsa-sha2-nistp256': 2,
  'ecdsa-sha2-nistp384': 2,
  'ecdsa-sha2-nistp521': 2,
  'sk-ssh-ed25519@openssh.com': 2,
  'sk-ecdsa-sha2-nistp256@openssh.com': 3,
};

/** Returns the public key in a certificate; undefined for an unknown type. */
export function certifiedKey(blob: Buffer): Buffer | undefined {
  const reader = new WireReader(blob);
  const type = plainType(reader.text());
  const count = fields[type];
  if (count === undefined) return undefined;
  reader.string(); // a nonce
  return Buffer.concat([wireString(type), ...Array.from({ length: count }, () => wireString(reader.string()))]);
}

/**
 * Returns the type of the key in a certificate: `sk-ssh-ed25519@openssh.com` for `sk-ssh-ed25519-cert-v01@openssh.com`.
 */
export function plainType(type: string): string {
  return type.replace(certificate, type.startsWith('sk-') ? '@openssh.com' : '');
}
