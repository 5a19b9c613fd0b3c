import type { Answers } from './ask-once.ts';
import type { Endpoint } from './endpoint.ts';
import { agentIdentities, fileIdentity, type Identity, isIdentity, isLeftOut, type LeftOut } from './key-identity.ts';
import type { KeySettings } from './key-settings.ts';
import { certifiedKey, isCertificate, readPublicKey } from './public-key.ts';

export interface Identities {
  readonly offered: readonly Identity[];
  /** Keys left out, with the reason: `~/.ssh/id_rsa (does not exist)`. */
  readonly leftOut: readonly string[];
}

// sshd ends the connection after six failed tries (MaxAuthTries). One is left for the password.
const maximumKeys = 5;

/**
 * Finds the keys for an endpoint, in ssh's order: certificates; named keys that the agent holds; other keys of the
 * agent; keys that only files have. If there are too many, the agent's other keys are left out first.
 */
export async function identitiesFor({ keys }: Endpoint, answers: Answers): Promise<Identities> {
  const held = keys.agent ? await agentIdentities(keys.agent) : [];
  const read = (paths: readonly string[]) => Promise.all(paths.map((path) => fileIdentity(path, held, answers)));
  const [named, usual] = await Promise.all([read(keys.named), read(keys.usual)]);
  const usable = [...named, ...usual].filter(isIdentity);
  const certified = await certificatesFor(keys, [...usable, ...held]);
  const others = keys.offersAgentKeys ? without(held, usable) : [];
  const spare = Math.max(0, maximumKeys - certified.found.length - usable.length);
  const kept = [...others.filter(isCertified), ...others.filter(isPlain)].slice(0, spare);
  const all = unique([
    ...certified.found,
    ...kept.filter(isCertified),
    ...usable.filter((identity) => isAmong(held, identity)),
    ...kept.filter(isPlain),
    ...usable.filter((identity) => !isAmong(held, identity)),
  ]);
  const offered = all.slice(0, maximumKeys);
  const tooMany = without(unique([...all, ...others]), offered);
  const unused = [...named, ...usual].filter(isLeftOut);
  // A missing file with a usual name is not reported: nobody has asked for it.
  const useless = unused.filter(({ path, isThere }) => isThere || keys.named.includes(path));
  return {
    offered,
    leftOut: [
      ...[...useless, ...certified.leftOut].map(({ path, reason }) => `${path} (${reason})`),
      ...tooMany.map(({ name }) => `${name} (too many keys)`),
    ],
  };
}

/** Finds the named certificates, and those beside key files, whose keys can sign. */
async function certificatesFor({ certificates, named, usual }: KeySettings, signers: readonly Identity[]) {
  const found: Identity[] = [];
  const leftOut: LeftOut[] = [];
  const beside = [...named, ...usual].map((path) => `${path}-cert.pub`);
  for (const path of new Set([...certificates, ...beside])) {
    const blob = await readPublicKey(path);
    const about = blob && isCertificate(blob) ? certifiedKey(blob) : undefined;
    const signer = signers.find(({ publicKey }) => about?.equals(publicKey));
    if (blob && signer) found.push({ ...signer, name: path, publicKey: blob });
    else if (blob) leftOut.push({ path, reason: 'there is no key for this certificate', isThere: true });
    else if (certificates.includes(path)) leftOut.push({ path, reason: 'is no certificate', isThere: true });
  }
  return { found, leftOut };
}

const isCertified = ({ publicKey }: Identity) => isCertificate(publicKey);
const isPlain = (identity: Identity) => !isCertified(identity);

function isAmong(identities: readonly Identity[], { publicKey }: Identity): boolean {
  return identities.some((other) => other.publicKey.equals(publicKey));
}

function without(identities: readonly Identity[], others: readonly Identity[]): readonly Identity[] {
  return identities.filter((identity) => !isAmong(others, identity));
}

function unique(identities: readonly Identity[]): readonly Identity[] {
  return identities.filter((identity, index) => !isAmong(identities.slice(0, index), identity));
}
