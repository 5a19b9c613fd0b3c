import type { ParsedKey, SignCallback, SigningRequestOptions } from 'ssh2';
import type { Identity } from './key-identity.ts';
import { keyType, plainType } from './public-key.ts';
import { BaseAgent, parseKey } from './ssh2.ts';

/**
 * The agent object that ssh2 asks for keys and signatures. It has the keys of files, and those of the user's real
 * agent.
 */
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

  /** Signs. The result begins with the algorithm, as `public-key-auth.ts` sends it. */
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

/** Names the signature algorithm of a key. RSA keys have several, and a certificate has that of its key. */
export function signatureAlgorithm(blob: Buffer, hash = 'sha512'): string {
  const type = plainType(keyType(blob));
  if (type !== 'ssh-rsa') return type;
  return hash === 'sha1' ? 'ssh-rsa' : `rsa-sha2-${hash.slice('sha'.length)}`;
}

// A template with the marks by which ssh2 knows a parsed key. The key itself does not matter.
const template = parseKey('ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA');

/**
 * Makes an object that ssh2 takes for a parsed key. ssh2 cannot parse certificates and security keys, but needs only
 * these two properties.
 */
function shapedForSsh2(blob: Buffer): ParsedKey {
  return Object.create(template, { type: { value: keyType(blob) }, getPublicSSH: { value: () => blob } });
}
