import { readFile, stat } from 'node:fs/promises';
import { type Unlocked, unlock } from './private-key.ts';
import { isSecurityKey, parsePublicKey, readPublicKey } from './public-key.ts';
import { WireReader } from './wire-format.ts';

/** The parts of a key file that can be read without its passphrase. */
export interface KeyFile {
  readonly path: string;
  /** Absent where it cannot be known without the passphrase: in old PEM files without a `.pub` beside them. */
  readonly publicKey: Buffer | undefined;
  /** `public`: the file has no private key, or only that of a security key. Only an agent can sign. */
  readonly kind: 'plain' | 'encrypted' | 'public';
  readonly unlock: (passphrase?: string) => Unlocked;
  /** The reason why only an agent can sign. */
  readonly whyAgent?: string;
}

/** The reason that `readKeyFile` returns where there is no file. */
export const missing = 'does not exist';

/** Reads a key file. A returned string is the reason why the file is of no use. */
export async function readKeyFile(path: string): Promise<KeyFile | string> {
  const content = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => error);
  if (content instanceof Error) return (await publicHalf(path)) ?? reasonOf(content);
  // Editors on Windows leave a byte order mark at the beginning, and other line ends.
  const text = content
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n')
    .trim();
  const own = parsePublicKey(text);
  if (own && !text.includes('PRIVATE KEY')) return agentOnly(path, own, 'holds no private key, and no agent has it');
  const inside = publicPart(text);
  if (inside && isSecurityKey(inside))
    return agentOnly(path, inside, `is a security key, which only an agent can ask: ssh-add ${path}`);
  const tooOpen = await permissionsOf(path);
  if (tooOpen) return `its permissions ${tooOpen} are too open, so ssh does not use it either; chmod 600 ${path}`;
  const opened = unlock(text, path);
  if (opened.kind === 'useless') return opened.reason;
  const again = (passphrase?: string) => unlock(text, path, passphrase);
  if (opened.kind === 'key') return { path, publicKey: opened.signer.publicKey, kind: 'plain', unlock: again };
  return { path, publicKey: inside ?? (await readPublicKey(`${path}.pub`)), kind: 'encrypted', unlock: again };
}

function agentOnly(path: string, publicKey: Buffer, whyAgent: string): KeyFile {
  return { path, publicKey, kind: 'public', whyAgent, unlock: () => ({ kind: 'useless', reason: whyAgent }) };
}

// Reads the .pub beside a missing file: like ssh, a key may be named whose private half only an agent has.
async function publicHalf(path: string): Promise<KeyFile | undefined> {
  const publicKey = await readPublicKey(`${path}.pub`);
  return publicKey && agentOnly(path, publicKey, 'does not exist, and no agent has the key of its .pub');
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  return code === 'ENOENT' || code === 'ENOTDIR' ? missing : `cannot be read: ${code ?? message}`;
}

/** Returns the permissions of a file that ssh would not use: `0644`; undefined for one that is fine. */
async function permissionsOf(path: string): Promise<string | undefined> {
  const { mode, uid } = await stat(path);
  if (uid !== process.getuid?.() || (mode & 0o077) === 0) return undefined;
  return `0${(mode & 0o777).toString(8)}`;
}

/** Finds the public key in a private key file of OpenSSH, which has it in the clear (PROTOCOL.key of OpenSSH). */
function publicPart(text: string): Buffer | undefined {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([^-]+)-----END/.exec(text)?.[1];
  if (body === undefined) return undefined;
  try {
    const reader = new WireReader(Buffer.from(body, 'base64'), 'openssh-key-v1\0'.length);
    reader.string(); // cipher
    reader.string(); // key derivation
    reader.string(); // its options
    reader.uint32(); // number of keys, always one
    return reader.string();
  } catch {
    return undefined;
  }
}
