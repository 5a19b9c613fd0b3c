import { type AgentKey, listAgentKeys, signByAgent } from './agent-client.ts';
import type { Answers } from './ask-once.ts';
import { type KeyFile, missing, readKeyFile } from './key-file.ts';
import type { Signer } from './private-key.ts';
import { isCertificate, keyType } from './public-key.ts';

/** A public key or a certificate that can be offered, and the function that signs for it. */
export interface Identity {
  /** How messages name it: a path, or `agent key "comment"`. */
  readonly name: string;
  readonly publicKey: Buffer;
  /** Whether signing needs no person: no passphrase, and no confirmation for an agent. */
  readonly readyToSign: boolean;
  /** Signs for an algorithm. Resolves with the signature in SSH's wire format. */
  sign(data: Buffer, algorithm: string): Promise<Buffer>;
}

/** A key that is not offered. */
export interface LeftOut {
  readonly path: string;
  readonly reason: string;
  /** Whether there is such a file. */
  readonly isThere: boolean;
}

export function isIdentity(found: Identity | LeftOut): found is Identity {
  return 'publicKey' in found;
}

export function isLeftOut(found: Identity | LeftOut): found is LeftOut {
  return !isIdentity(found);
}

/** Lists the identities of an agent. An agent that does not answer counts as one without keys. */
export async function agentIdentities(socket: string): Promise<readonly Identity[]> {
  const keys = await listAgentKeys(socket).catch((): readonly AgentKey[] => []);
  return keys.map(({ blob, comment }) => ({
    name: `agent ${isCertificate(blob) ? 'certificate' : 'key'} "${comment || keyType(blob)}"`,
    publicKey: blob,
    readyToSign: false,
    sign: (data, algorithm) => signByAgent(socket, blob, data, algorithm),
  }));
}

/** Makes an identity of a key file. `held` lists the identities of the agent. */
export async function fileIdentity(
  path: string,
  held: readonly Identity[],
  answers: Answers,
): Promise<Identity | LeftOut> {
  const file = await readKeyFile(path);
  const useless = (reason: string) => ({ path, reason, isThere: reason !== missing });
  if (typeof file === 'string') return useless(file);
  const { publicKey, kind } = file;
  const inAgent = held.find((identity) => publicKey && identity.publicKey.equals(publicKey));
  if (inAgent && kind !== 'plain') return { ...inAgent, name: `${path} (held by the agent)` };
  if (kind === 'public') return useless(file.whyAgent ?? 'holds no private key');
  const cacheKey = `key ${path} ${publicKey?.toString('base64')}`;
  const open = async () => (kind === 'plain' ? opened(file) : answers.once(cacheKey, () => askAndOpen(file, answers)));
  const signer = publicKey ? undefined : await open();
  if (typeof signer === 'string') return useless(signer);
  const known = publicKey ?? signer?.publicKey;
  if (!known) return useless('its public key is not known');
  return {
    name: path,
    publicKey: known,
    readyToSign: kind === 'plain',
    sign: async (data, algorithm) => {
      const key = await open();
      if (typeof key === 'string') throw new Error(key);
      return key.sign(data, algorithm);
    },
  };
}

function opened(file: KeyFile): Signer | string {
  const key = file.unlock();
  if (key.kind === 'key') return key.signer;
  return key.kind === 'useless' ? key.reason : 'is encrypted';
}

async function askAndOpen(file: KeyFile, answers: Answers): Promise<Signer | string> {
  for (const again of ['', ' (that was wrong, try again)', ' (wrong again, last try)']) {
    const passphrase = await answers.ask({ message: `Passphrase for ${file.path}${again}`, secret: true });
    const key = file.unlock(passphrase);
    if (key.kind === 'key') return key.signer;
    if (key.kind === 'useless') return key.reason;
  }
  return 'wrong passphrase';
}
