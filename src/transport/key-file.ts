import { readFile } from 'node:fs/promises';
import type { ParsedKey } from 'ssh2';
import { parseKey } from './ssh2.ts';

/** A key file as far as it can be read without its passphrase. */
export interface KeyFile {
  readonly path: string;
  /** Absent where it cannot be known without the passphrase: in old PEM files without a `.pub` beside them. */
  readonly publicKey: Buffer | undefined;
  /** `public`: the file has no private key in it, so only an agent can sign. */
  readonly kind: 'plain' | 'encrypted' | 'public';
  /** Decrypts; undefined when the passphrase is wrong. */
  unlock(passphrase?: string): ParsedKey | undefined;
}

/** Reads a key file. A string says why it is of no use. */
export async function readKeyFile(path: string): Promise<KeyFile | string> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => error);
  if (text instanceof Error) return text.code === 'ENOENT' ? 'does not exist' : 'cannot be read';
  const unlock = (passphrase?: string) => parse(text, passphrase);
  const key = unlock();
  if (key) return { path, publicKey: key.getPublicSSH(), kind: key.isPrivateKey() ? 'plain' : 'public', unlock };
  if (!isEncrypted(text)) return 'is not a private key that can be read';
  return { path, publicKey: publicPart(text) ?? (await publicKeyBeside(path)), kind: 'encrypted', unlock };
}

function parse(text: string, passphrase?: string): ParsedKey | undefined {
  const key = parseKey(text, passphrase);
  const first = Array.isArray(key) ? (key[0] as ParsedKey | undefined) : key;
  return first instanceof Error ? undefined : first;
}

async function publicKeyBeside(path: string): Promise<Buffer | undefined> {
  const text = await readFile(`${path}.pub`, 'utf8').catch(() => '');
  return parse(text)?.getPublicSSH();
}

function isEncrypted(text: string): boolean {
  return (
    /^Proc-Type: 4,ENCRYPTED|BEGIN ENCRYPTED PRIVATE KEY/m.test(text) || text.includes('BEGIN OPENSSH PRIVATE KEY')
  );
}

/** Finds the public key in a private key file of OpenSSH, which has it in the clear (PROTOCOL.key of OpenSSH). */
function publicPart(text: string): Buffer | undefined {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([^-]+)-----END/.exec(text)?.[1];
  if (body === undefined) return undefined;
  const bytes = Buffer.from(body, 'base64');
  let at = 'openssh-key-v1\0'.length;
  const next = () => {
    const length = bytes.readUInt32BE(at);
    at += 4 + length;
    return bytes.subarray(at - length, at);
  };
  next(); // cipher
  next(); // key derivation
  next(); // its options
  at += 4; // number of keys, always one
  return next();
}
