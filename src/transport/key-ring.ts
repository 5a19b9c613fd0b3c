import type { ParsedKey, SignCallback, SigningRequestOptions } from 'ssh2';
import type { Identity } from './key-identity.ts';
import { keyType, plainType } from './public-key.ts';
import { BaseAgent, parseKey } from './ssh2.ts';

/** The agent that ssh2 asks for keys and signatures. It has the keys of files and those of a real agent. */
export class KeyRing extends BaseAgent<ParsedKey> {
  readonly #identities: readonly Identity[];

  constructor(identities: readonly Identity[]) {
    super();
    this.#identities = identities;
  }

  get isEmpty(): boolean {
    return this.#identities.length === 0;
  }

  getIdentities(done: (error?: Error | null, keys?: ParsedKey[]) => void): void {
    done(
      null,
      this.#identities.map(({ publicKey }) => shapedForSsh2(publicKey)),
    );
  }

  /** Gives a whole signature, with its algorithm in front, as `public-key-auth.ts` sends it. */
  sign(key: ParsedKey, data: Buffer, options: SigningRequestOptions | SignCallback, done?: SignCallback): void {
    const blob = key.getPublicSSH();
    const [{ hash }, finish] = typeof options === 'function' ? [{ hash: undefined }, options] : [options, done];
    const signing = this.find(blob)?.sign(data, signatureAlgorithm(blob, hash));
    (signing ?? Promise.reject(new Error('that key was never offered'))).then(
      (signature) => finish?.(null, signature),
      (error: Error) => finish?.(error),
    );
  }

  find(publicKey: Buffer): Identity | undefined {
    return this.#identities.find((identity) => identity.publicKey.equals(publicKey));
  }
}

/** Says how a key signs: RSA keys have several ways, and a certificate signs as its key does. */
export function signatureAlgorithm(blob: Buffer, hash = 'sha512'): string {
  const type = plainType(keyType(blob));
  if (type !== 'ssh-rsa') return type;
  return hash === 'sha1' ? 'ssh-rsa' : `rsa-sha2-${hash.slice('sha'.length)}`;
}

// Any key will do: only its marks tell ssh2 that it was parsed.
const template = parseKey('ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA');

/** ssh2 parses no certificates and no security keys. It needs of a key only what is here. */
function shapedForSsh2(blob: Buffer): ParsedKey {
  return Object.create(template, { type: { value: keyType(blob) }, getPublicSSH: { value: () => blob } });
}
