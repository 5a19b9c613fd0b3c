import { createHash, createHmac, randomBytes } from 'node:crypto';
import { keyType, publicKeyIn } from './public-key.ts';
import { matchesAny } from './ssh-config.ts';

/** One line of a known_hosts file. */
export interface KnownHost {
  readonly file: string;
  readonly line: number;
  readonly revoked: boolean;
  /** Whether the key is that of an authority that signs host certificates, which this program does not read. */
  readonly isAuthority: boolean;
  /** Host patterns, or one hashed name: `|1|salt|hash`. */
  readonly hosts: readonly string[];
  /** E.g. `ssh-ed25519`. */
  readonly type: string;
  readonly key: Buffer;
}

export type Verdict =
  | { readonly kind: 'trusted' | 'unknown' }
  | { readonly kind: 'changed' | 'revoked'; readonly known: KnownHost };

/** Reads the text of a known_hosts file (sshd(8)). As in ssh, a line with a damaged key is ignored. */
export function parseKnownHosts(text: string, file: string): readonly KnownHost[] {
  return text.split('\n').flatMap((content, index) => {
    const words = content.trim().split(/\s+/);
    const marker = words[0]?.startsWith('@') ? words.shift() : undefined;
    const [hosts, type = '', base64 = ''] = words;
    const key = publicKeyIn(type, base64);
    if (!hosts || !key || hosts.startsWith('#')) return [];
    if (marker !== undefined && !['@revoked', '@cert-authority'].includes(marker)) return [];
    const place = { file, line: index + 1, isAuthority: marker === '@cert-authority' };
    return [{ ...place, revoked: marker === '@revoked', hosts: hosts.split(','), type, key }];
  });
}

/** Returns the name under which known_hosts keeps a host: with the port, where that is not 22. */
export function knownHostName(host: string, port: number): string {
  return port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;
}

/** Finds the lines about keys of any of `names`. */
export function linesAbout(names: readonly string[], lines: readonly KnownHost[]): readonly KnownHost[] {
  return lines.filter((line) => !line.isAuthority && names.some((name) => isAbout(name, line)));
}

/** Finds a line that trusts an authority for the certificate of a host. */
export function authorityAbout(name: string, lines: readonly KnownHost[]): KnownHost | undefined {
  return lines.find((line) => line.isAuthority && isAbout(name, line));
}

/** Removes other keys of a host from the text of a known_hosts file. Lines with patterns or markers (@…) stay. */
export function withoutOtherKeys(text: string, name: string, key: Buffer): string {
  const lines = text.split('\n').flatMap((content) => {
    const [line] = parseKnownHosts(content, '');
    const isOther = line && !line.revoked && !line.isAuthority && !line.key.equals(key);
    if (!isOther || !isAbout(name, line)) return [content];
    // A hashed line has only one name, and here it is this host's.
    const others = line.hosts.filter((host) => host.toLowerCase() !== name && !host.startsWith('|1|'));
    if (others.length === line.hosts.length) return [content];
    return others.length > 0 ? [content.replace(line.hosts.join(','), others.join(','))] : [];
  });
  return lines.join('\n');
}

/**
 * Judges the key that a host shows. If the files only have keys of other types for the host, it counts as changed: the
 * host was asked for those types first, and would have shown one of them.
 */
export function judge(names: readonly string[], key: Buffer, lines: readonly KnownHost[]): Verdict {
  const about = linesAbout(names, lines);
  const revoked = about.find((line) => line.revoked && line.key.equals(key));
  if (revoked) return { kind: 'revoked', known: revoked };
  const valid = about.filter((line) => !line.revoked);
  if (valid.some((line) => line.key.equals(key))) return { kind: 'trusted' };
  const other = valid.find((line) => line.type === keyType(key)) ?? valid[0];
  return other ? { kind: 'changed', known: other } : { kind: 'unknown' };
}

/** Makes a line for known_hosts, without the newline. */
export function knownHostLine(name: string, key: Buffer, options: { hashed: boolean }): string {
  const host = options.hashed ? hashName(name, randomBytes(20)) : name;
  return `${host} ${keyType(key)} ${key.toString('base64')}`;
}

/** Writes a key's fingerprint as ssh-keygen -l does: "ED25519 SHA256:…". */
export function fingerprint(key: Buffer): string {
  const hash = createHash('sha256').update(key).digest('base64').replace(/=+$/, '');
  return `${shortTypes[keyType(key)] ?? keyType(key)} SHA256:${hash}`;
}

const shortTypes: Readonly<Record<string, string>> = {
  'ssh-ed25519': 'ED25519',
  'ssh-rsa': 'RSA',
  'ecdsa-sha2-nistp256': 'ECDSA',
  'ecdsa-sha2-nistp384': 'ECDSA',
  'ecdsa-sha2-nistp521': 'ECDSA',
};

function isAbout(name: string, line: KnownHost): boolean {
  const [first] = line.hosts;
  if (!first?.startsWith('|1|')) return matchesAny(name, line.hosts);
  const salt = Buffer.from(first.split('|')[2] ?? '', 'base64');
  return hashName(name, salt) === first;
}

function hashName(name: string, salt: Buffer): string {
  const hash = createHmac('sha1', salt).update(name).digest('base64');
  return `|1|${salt.toString('base64')}|${hash}`;
}
