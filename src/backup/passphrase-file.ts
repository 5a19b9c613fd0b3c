import type { Secret } from '../shell/sh.ts';
import { UnusableCopy } from './read-copy.ts';

/** The first bytes of a file that age has encrypted: https://age-encryption.org/v1 */
const beginning = 'age-encryption.org/v1\n';

/** Tells whether bytes were encrypted by age. */
export function isEncrypted(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, beginning.length)).toString('latin1') === beginning;
}

/**
 * Encrypts bytes as `age --passphrase` does. This takes a second or two, on purpose: so does each guess of the
 * passphrase.
 */
export async function encrypt(bytes: Uint8Array, passphrase: Secret): Promise<Uint8Array> {
  const { Encrypter } = await import('age-encryption');
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase.reveal());
  return encrypter.encrypt(bytes);
}

/** Opens what {@link encrypt} or `age --passphrase` has encrypted. Throws {@link UnusableCopy}. */
export async function decrypt(bytes: Uint8Array, passphrase: Secret): Promise<Uint8Array> {
  const { Decrypter } = await import('age-encryption');
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase.reveal());
  try {
    return await decrypter.decrypt(bytes);
  } catch (error) {
    throw new UnusableCopy(reasonOf((error as Error).message));
  }
}

function reasonOf(message: string): string {
  if (message.startsWith('no identity matched')) return 'does not open with this passphrase';
  return 'is cut or damaged: it opens with this passphrase, and its content is not as it was encrypted';
}
