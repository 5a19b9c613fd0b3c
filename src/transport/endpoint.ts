import { join } from 'node:path';
import type { Secret } from '../shell/sh.ts';
import { defaultUser, type HostSettings, isFile, isYes } from './host-settings.ts';
import { type KeySettings, keySettings } from './key-settings.ts';
import { knownHostName } from './known-hosts.ts';
import type { ConnectOptions, Surroundings, Target } from './options.ts';
import { expandPath, type TokenValues } from './tokens.ts';
import { type WireSettings, wireSettings } from './wire-settings.ts';

/** One SSH server on the way to a node, with all settings filled in. */
export interface Endpoint {
  /** How messages name the server: `pi-1 (192.168.0.201)`. */
  readonly label: string;
  /** The host as it was typed: the inventory's, or a ProxyJump's. */
  readonly typed: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly keys: KeySettings;
  readonly password: Secret | undefined;
  /** The name of the server in known_hosts. */
  readonly knownAs: string;
  /** Other names of the same machine in known_hosts. */
  readonly alsoKnownAs: readonly string[];
  /** Files with the host keys of known servers. A new key is written to the first file. */
  readonly knownHostsFiles: readonly string[];
  /** A file of public keys, one a line, that no server may have. */
  readonly revokedHostKeys: string | undefined;
  readonly unknownHostKey: 'ask' | 'accept' | 'refuse';
  /** Whether ssh itself would also accept a key that has changed. This program never does. */
  readonly acceptsChangedKey: boolean;
  readonly hashKnownHosts: boolean;
  readonly wire: WireSettings;
  /** The ProxyCommand, whose stdin and stdout lead to the server. Only the first server of a way may have one. */
  readonly proxyCommand: string | undefined;
}

/** Makes an endpoint with all settings. Those of the inventory win over those of ssh's configuration. */
export function endpointOf(
  target: Target,
  settings: HostSettings,
  options: Pick<ConnectOptions, 'hostKeys'>,
  around: Surroundings,
): Endpoint {
  const { one, all } = settings;
  const typed = target.address;
  const host = one('hostname')?.replaceAll('%h', typed).replaceAll('%%', '%') ?? typed;
  const port = target.port ?? Number(one('port') ?? 22);
  const user = target.user ?? one('user') ?? defaultUser;
  const hostKeyAlias = one('hostkeyalias')?.toLowerCase();
  const tokens: TokenValues = { typed, host, port, user, hostKeyAlias, proxyJump: one('proxyjump'), around };
  const path = (text: string) => expandPath(text, tokens);
  const ssh = join(around.home, '.ssh');
  const userFiles = or(all('userknownhostsfile'), [join(ssh, 'known_hosts'), join(ssh, 'known_hosts2')]);
  const systemFiles = or(all('globalknownhostsfile'), ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2']);
  const revoked = one('revokedhostkeys');
  const strict = one('stricthostkeychecking')?.toLowerCase();
  const command = one('proxycommand');
  return {
    label: target.node === host ? host : `${target.node} (${host})`,
    typed,
    host,
    port,
    user,
    keys: keySettings(target, settings, path, around),
    password: target.password,
    knownAs: hostKeyAlias ?? knownHostName(host, port),
    alsoKnownAs: (target.knownAddresses ?? []).map((address) => knownHostName(address, port)),
    knownHostsFiles: around.knownHostsFiles ?? [...userFiles, ...systemFiles].filter(isFile).map(path),
    revokedHostKeys: revoked === undefined || !isFile(revoked) ? undefined : path(revoked),
    unknownHostKey: options.hostKeys === 'accept-new' ? 'accept' : (strictness[strict ?? 'ask'] ?? 'ask'),
    acceptsChangedKey: ['no', 'off', 'false'].includes(strict ?? ''),
    hashKnownHosts: isYes(one('hashknownhosts')),
    wire: wireSettings(settings),
    proxyCommand: command === undefined || !isFile(command) ? undefined : command,
  };
}

// What each value of StrictHostKeyChecking means for unknown keys. In ssh "no" would also accept a changed key.
const strictness: Readonly<Record<string, Endpoint['unknownHostKey']>> = {
  yes: 'refuse',
  true: 'refuse',
  'accept-new': 'accept',
  no: 'accept',
  off: 'accept',
  false: 'accept',
};

const or = (values: readonly string[], otherwise: readonly string[]) => (values.length > 0 ? values : otherwise);
