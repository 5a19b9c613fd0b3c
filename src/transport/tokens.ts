import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Surroundings } from './options.ts';

/** The values of the tokens of ssh_config(5). */
export interface TokenValues {
  /** The host as it was typed. */
  readonly typed: string;
  /** The host that is connected to. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly hostKeyAlias: string | undefined;
  readonly proxyJump: string | undefined;
  readonly around: Pick<Surroundings, 'home' | 'localUser' | 'userId' | 'env'>;
}

/** Expands tokens, `${NAME}` of the environment, and a leading `~`. What ssh would refuse stays as it is. */
export function expandPath(text: string, values: TokenValues): string {
  const { home, env } = values.around;
  const named = text.replace(/\$\{(\w+)\}/g, (all, name: string) => env[name] ?? all);
  const path = expandTokens(named, values);
  return path === '~' || path.startsWith('~/') ? join(home, path.slice(2)) : path;
}

function expandTokens(text: string, values: TokenValues): string {
  const { typed, host, port, user, around } = values;
  const local = hostname();
  const tokens: Readonly<Record<string, () => string>> = {
    '%%': () => '%',
    '%C': () => hashOf(local, host, String(port), user, values.proxyJump ?? ''),
    '%d': () => around.home,
    '%h': () => host,
    '%i': () => String(around.userId),
    '%j': () => values.proxyJump ?? '',
    '%k': () => values.hostKeyAlias ?? typed,
    '%L': () => local.split('.')[0] ?? local,
    '%l': () => local,
    '%n': () => typed,
    '%p': () => String(port),
    '%r': () => user,
    '%u': () => around.localUser,
  };
  return text.replace(/%[%A-Za-z]/g, (token) => tokens[token]?.() ?? token);
}

function hashOf(...parts: readonly string[]): string {
  return createHash('sha1').update(parts.join('')).digest('hex');
}
