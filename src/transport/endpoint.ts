import { join } from 'node:path';
import { UserError } from '../errors.ts';
import type { Secret } from '../shell/sh.ts';
import { knownHostName } from './known-hosts.ts';
import type { ConnectOptions, Surroundings, Target } from './options.ts';
import { type Setting, settingsFor } from './ssh-config.ts';

/** One SSH server on the way to a node, with all settings decided. */
export interface Endpoint {
  /** How messages name it: `pi-1 (192.168.0.201)`. */
  readonly label: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly identityFiles: readonly string[];
  readonly agent: string | undefined;
  /** Whether the agent's keys are tried first; where files are given, the agent only signs for those. */
  readonly offersAgentKeys: boolean;
  readonly password: Secret | undefined;
  /** Its name in known_hosts. */
  readonly knownAs: string;
  /** Other names of the same machine there. */
  readonly alsoKnownAs: readonly string[];
  /** New host keys are written to the first. */
  readonly knownHostsFiles: readonly string[];
  readonly unknownHostKey: 'ask' | 'accept' | 'refuse';
  readonly hashKnownHosts: boolean;
}

/** Every server on the way to a node: its jump hosts in order, then the node. */
export type Route = readonly [...Endpoint[], Endpoint];

/** Finds the way to `target.address`. */
export function endpointsOf(
  target: Target,
  settings: readonly Setting[],
  options: Pick<ConnectOptions, 'hostKeys'>,
  around: Surroundings,
): Route {
  const seen = new Set<string>();
  const route = (hop: Target): [...Endpoint[], Endpoint] => {
    seen.add(hop.address);
    const own = settingsFor(hop.address, settings);
    const endpoint = endpointOf(hop, own, options, around);
    const [first, ...others] = jumpsOf(own, target.node).filter((jump) => !seen.has(jump.address));
    // Only the first jump host is reached from here, so only its own jump hosts count, as in ssh(1).
    const before = first ? route(first) : [];
    const between = others.map((jump) => endpointOf(jump, settingsFor(jump.address, settings), options, around));
    return [...before, ...between, endpoint];
  };
  return route(target);
}

function endpointOf(
  target: Target,
  own: readonly Setting[],
  options: Pick<ConnectOptions, 'hostKeys'>,
  around: Surroundings,
): Endpoint {
  const first = (keyword: string) => own.find((setting) => setting.keyword === keyword)?.values;
  const one = (keyword: string) => first(keyword)?.[0];
  const host = one('hostname')?.replaceAll('%h', target.address) ?? target.address;
  const port = target.port ?? Number(one('port') ?? 22);
  const user = target.user ?? one('user') ?? 'pi';
  const path = (text: string) => expand(text, { host, user, port: String(port), around });
  const configured = own.filter((setting) => setting.keyword === 'identityfile').flatMap((setting) => setting.values);
  const given = target.identityFile ? [target.identityFile] : configured;
  const ssh = join(around.home, '.ssh');
  const defaultFiles = ['id_ed25519', 'id_ecdsa', 'id_rsa'].map((name) => join(ssh, name));
  const identityFiles = given.length > 0 ? given.filter((file) => file !== 'none').map(path) : defaultFiles;
  const userFiles = first('userknownhostsfile')?.map(path) ?? [join(ssh, 'known_hosts'), join(ssh, 'known_hosts2')];
  const systemFiles = first('globalknownhostsfile')?.map(path) ?? ['/etc/ssh/ssh_known_hosts'];
  return {
    label: target.node === host ? host : `${target.node} (${host})`,
    host,
    port,
    user,
    identityFiles,
    agent: agentOf(one('identityagent'), path, around),
    offersAgentKeys: given.length === 0 && one('identitiesonly') !== 'yes',
    password: target.password,
    knownAs: one('hostkeyalias')?.toLowerCase() ?? knownHostName(host, port),
    alsoKnownAs: (target.knownAddresses ?? []).map((address) => knownHostName(address, port)),
    knownHostsFiles: around.knownHostsFiles ?? [...userFiles, ...systemFiles].filter((file) => file !== 'none'),
    unknownHostKey: options.hostKeys === 'accept-new' ? 'accept' : strictness(one('stricthostkeychecking')),
    hashKnownHosts: one('hashknownhosts') === 'yes',
  };
}

function agentOf(setting: string | undefined, path: (text: string) => string, around: Surroundings) {
  if (setting === 'none') return undefined;
  return setting === undefined || setting === 'SSH_AUTH_SOCK' ? around.agent : path(setting);
}

// In ssh, "no" also accepts a key that has changed. This program never does.
function strictness(setting: string | undefined): Endpoint['unknownHostKey'] {
  const choices: Readonly<Record<string, Endpoint['unknownHostKey']>> = {
    yes: 'refuse',
    'accept-new': 'accept',
    no: 'accept',
    off: 'accept',
  };
  return choices[setting ?? 'ask'] ?? 'ask';
}

function jumpsOf(own: readonly Setting[], node: string): readonly Target[] {
  const way = own.find(({ keyword }) => keyword === 'proxyjump' || keyword === 'proxycommand');
  const [value] = way?.values ?? [];
  if (!way || value === undefined || value === 'none') return [];
  if (way.keyword === 'proxycommand')
    throw new UserError(`${way.file}:${way.line} reaches ${node} by ProxyCommand, which is not supported`, {
      hints: ['Say it as a jump host: ProxyJump user@host:port'],
      exitCode: 2,
    });
  return value.split(',').map((text) => jumpTarget(text, way));
}

function jumpTarget(text: string, way: Setting): Target {
  const match = /^(?:ssh:\/\/)?(?:([^@]+)@)?(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(text.trim());
  if (!match?.[2])
    throw new UserError(`${way.file}:${way.line}: "${text}" is not a jump host`, {
      hints: ['Write ProxyJump user@host:port, several with commas between'],
      exitCode: 2,
    });
  const address = match[2].replace(/^\[|\]$/g, '');
  return { node: address, address, user: match[1], port: match[3] ? Number(match[3]) : undefined };
}

// The tokens of ssh_config(5) that make sense in paths.
function expand(text: string, of: { host: string; user: string; port: string; around: Surroundings }): string {
  const tokens: Readonly<Record<string, string>> = {
    '%%': '%',
    '%d': of.around.home,
    '%h': of.host,
    '%p': of.port,
    '%r': of.user,
    '%u': of.around.localUser,
  };
  const withTokens = text.replace(/%[%dhpru]/g, (token) => tokens[token] ?? token);
  return withTokens.startsWith('~/') ? join(of.around.home, withTokens.slice(2)) : withTokens;
}
