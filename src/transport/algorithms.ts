import type { Algorithms, CipherAlgorithm, KexAlgorithm, MacAlgorithm, ServerHostKeyAlgorithm } from 'ssh2';
import { ConnectFailure } from './connect-failures.ts';
import type { Endpoint } from './endpoint.ts';
import { supported } from './ssh2.ts';

const algorithmsOfType: Readonly<Record<string, readonly ServerHostKeyAlgorithm[]>> = {
  'ssh-ed25519': ['ssh-ed25519'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
  'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
  'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256'],
};

// The fastest ciphers of Node's OpenSSL come first. Even on a Pi 4, which has no AES instructions, GCM is no slower
// than CTR with a MAC.
const ciphers: readonly CipherAlgorithm[] = [
  'aes128-gcm@openssh.com',
  'aes256-gcm@openssh.com',
  'aes128-ctr',
  'aes256-ctr',
  'chacha20-poly1305@openssh.com',
];

// The list leaves out SHA-1, which ssh2 offers by default.
const macs: readonly MacAlgorithm[] = [
  'hmac-sha2-256-etm@openssh.com',
  'hmac-sha2-512-etm@openssh.com',
  'hmac-sha2-256',
  'hmac-sha2-512',
];

/**
 * Chooses the algorithms: those of ssh's configuration that ssh2 knows, else the lists above. Throws a ConnectFailure
 * where the configuration names algorithms and ssh2 knows none of them. A host with several keys shows the first type
 * on the list, so types that known_hosts has come first.
 */
export function algorithmsFor(endpoint: Endpoint, preferredTypes: readonly string[]): Algorithms {
  const { wire } = endpoint;
  const known = <T extends string>(setting: string, all: readonly string[], wanted: readonly string[]): T[] => {
    const some = wanted.filter((name) => all.includes(name));
    if (some.length > 0 || wanted.length === 0) return some as T[];
    const detail = `${setting} of ssh's configuration has no algorithm that is known here: ${wanted.join(',')}`;
    throw new ConnectFailure('handshake', endpoint, detail);
  };
  const kex = known<KexAlgorithm>('KexAlgorithms', supported.kex, wire.keyExchanges);
  const ofHost = known<ServerHostKeyAlgorithm>('HostKeyAlgorithms', supported.serverHostKey, wire.hostKeyAlgorithms);
  return {
    serverHostKey: hostKeyAlgorithms(preferredTypes, ofHost),
    cipher: known<CipherAlgorithm>('Ciphers', supported.cipher, wire.ciphers.length > 0 ? wire.ciphers : ciphers),
    hmac: known<MacAlgorithm>('MACs', supported.mac, wire.macs.length > 0 ? wire.macs : macs),
    compress: wire.isCompressed ? ['zlib@openssh.com', 'none'] : ['none'],
    ...(kex.length > 0 && { kex }),
  };
}

function hostKeyAlgorithms(
  preferredTypes: readonly string[],
  allowed: readonly ServerHostKeyAlgorithm[],
): ServerHostKeyAlgorithm[] {
  const preferred = preferredTypes.flatMap((type) => algorithmsOfType[type] ?? []);
  if (allowed.length === 0) return [...new Set([...preferred, ...Object.values(algorithmsOfType).flat()])];
  return [...new Set([...preferred.filter((name) => allowed.includes(name)), ...allowed])];
}
