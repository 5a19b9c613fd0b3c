import type { ParsedKey, SignCallback, SigningRequestOptions } from 'ssh2';
import type { Answers } from './ask-once.ts';
import type { Endpoint } from './endpoint.ts';
import { type KeyFile, readKeyFile } from './key-file.ts';
import { keyType } from './known-hosts.ts';
import { BaseAgent, createAgent, parseKey } from './ssh2.ts';

/** A public key that can be offered, and the function that signs for it. */
export interface Identity {
  /** How messages name it: a path, or `agent key "comment"`. */
  readonly name: string;
  readonly publicKey: Buffer;
  /** Whether signing costs nothing: no passphrase, no confirmation by an agent's owner. */
  readonly readyToSign: boolean;
  sign(data: Buffer, options: SigningRequestOptions): Promise<Buffer>;
}

export interface Identities {
  readonly offered: readonly Identity[];
  /** Keys left out, with the reason: `~/.ssh/id_rsa (does not exist)`. */
  readonly leftOut: readonly string[];
}

// sshd ends the connection after six failed tries (MaxAuthTries): one is kept for the password.
const maximumKeys = 5;

/** Finds the keys for an endpoint, in the order in which they are offered. */
export async function identitiesFor(endpoint: Endpoint, answers: Answers): Promise<Identities> {
  const held = endpoint.agent ? await agentKeys(endpoint.agent) : [];
  const files = await Promise.all(endpoint.identityFiles.map(async (path) => fromFile(path, held, answers)));
  const usable = files.filter((file) => typeof file !== 'string');
  const all = uniqueKeys([...(endpoint.offersAgentKeys ? held : []), ...usable]);
  const unusable = files.filter((file) => typeof file === 'string');
  return {
    offered: all.slice(0, maximumKeys),
    leftOut: [...unusable, ...all.slice(maximumKeys).map(({ name }) => `${name} (not offered: too many keys)`)],
  };
}

/** The agent that ssh2 asks for keys and signatures. It has the keys of files and those of a real agent. */
export class KeyRing extends BaseAgent<Buffer> {
  readonly identities: readonly Identity[];

  constructor(identities: readonly Identity[]) {
    super();
    this.identities = identities;
  }

  getIdentities(done: (error?: Error | null, keys?: Buffer[]) => void): void {
    done(
      null,
      this.identities.map((identity) => identity.publicKey),
    );
  }

  sign(
    key: Buffer | ParsedKey,
    data: Buffer,
    options: SigningRequestOptions | SignCallback,
    done?: SignCallback,
  ): void {
    const publicKey = Buffer.isBuffer(key) ? key : key.getPublicSSH();
    const identity = this.find(publicKey);
    const [settings, finish] = typeof options === 'function' ? [{}, options] : [options, done];
    const signing = identity?.sign(data, settings) ?? Promise.reject(new Error('that key was never offered'));
    signing.then(
      (signature) => finish?.(null, signature),
      (error: Error) => finish?.(error),
    );
  }

  find(publicKey: Buffer): Identity | undefined {
    return this.identities.find((identity) => identity.publicKey.equals(publicKey));
  }
}

async function agentKeys(socket: string): Promise<readonly Identity[]> {
  const agent = createAgent(socket);
  const keys = await new Promise<readonly unknown[]>((resolve) => {
    // An agent that does not answer counts as one without keys.
    agent.getIdentities((error, found) => resolve(error ? [] : (found ?? [])));
  });
  return keys.flatMap((found) => {
    const key = parseKey(found as ParsedKey);
    if (key instanceof Error) return [];
    return {
      name: `agent key "${key.comment || keyType(key.getPublicSSH())}"`,
      publicKey: key.getPublicSSH(),
      readyToSign: false,
      sign: (data, options) =>
        new Promise<Buffer>((resolve, reject) => {
          agent.sign(key, data, options, (error, signature) =>
            signature ? resolve(signature) : reject(error ?? new Error('the agent refuses to sign')),
          );
        }),
    } satisfies Identity;
  });
}

async function fromFile(path: string, held: readonly Identity[], answers: Answers): Promise<Identity | string> {
  const file = await readKeyFile(path);
  if (typeof file === 'string') return `${path} (${file})`;
  const { publicKey, kind } = file;
  const inAgent = held.find((identity) => publicKey && identity.publicKey.equals(publicKey));
  if (inAgent && kind !== 'plain') return { ...inAgent, name: `${path} (held by the agent)` };
  if (kind === 'public') return `${path} (holds no private key, and no agent has it)`;
  const cacheKey = `key ${path} ${publicKey?.toString('base64')}`;
  const unlock = async () => (kind === 'plain' ? file.unlock() : answers.once(cacheKey, () => unlocked(file, answers)));
  const key = publicKey ?? (await unlock())?.getPublicSSH();
  if (!key) return `${path} (wrong passphrase)`;
  return {
    name: path,
    publicKey: key,
    readyToSign: kind === 'plain',
    sign: async (data, { hash }) => {
      const signer = await unlock();
      if (!signer) throw new Error(`wrong passphrase for ${path}`);
      const signature: Buffer | Error = signer.sign(data, hash);
      if (signature instanceof Error) throw signature;
      return signature;
    },
  };
}

async function unlocked(file: KeyFile, answers: Answers): Promise<ParsedKey | undefined> {
  for (const again of ['', ' (that was wrong, try again)', ' (wrong again, last try)']) {
    const passphrase = await answers.ask({ message: `Passphrase for ${file.path}${again}`, secret: true });
    const key = file.unlock(passphrase);
    if (key) return key;
  }
  return undefined;
}

function uniqueKeys(identities: readonly Identity[]): readonly Identity[] {
  return identities.filter(
    (identity, index) => identities.findIndex((other) => other.publicKey.equals(identity.publicKey)) === index,
  );
}
