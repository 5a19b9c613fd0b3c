import { join } from 'node:path';
import { type HostSettings, isFile, isYes } from './host-settings.ts';
import type { Surroundings, Target } from './options.ts';

/** Where keys come from, and which of them are offered. */
export interface KeySettings {
  /** Key files that the inventory or ssh's configuration names. */
  readonly named: readonly string[];
  /** Key files to look for where none is named. */
  readonly usual: readonly string[];
  readonly certificates: readonly string[];
  readonly agent: string | undefined;
  /** Whether keys are offered that only the agent has. */
  readonly offersAgentKeys: boolean;
}

/** Decides which keys are offered. `path` expands what ssh expands in names of files. */
export function keySettings(
  target: Target,
  { one, all, placeOf }: HostSettings,
  path: (text: string) => string,
  around: Surroundings,
): KeySettings {
  const written = placeOf('identityfile') === undefined ? [] : all('identityfile');
  const given = target.identityFile ? [target.identityFile] : written;
  const named = given.filter(isFile).map(path);
  const usual = ['id_ed25519', 'id_ecdsa', 'id_rsa', 'id_ed25519_sk', 'id_ecdsa_sk'];
  const agent = one('identityagent');
  const isOff = ['no', 'false'].includes(one('pubkeyauthentication')?.toLowerCase() ?? '');
  return {
    named: isOff ? [] : named,
    usual: isOff || given.length > 0 ? [] : usual.map((name) => join(around.home, '.ssh', name)),
    certificates: isOff ? [] : all('certificatefile').filter(isFile).map(path),
    agent: agentOf(agent, path, around),
    offersAgentKeys: !isOff && target.identityFile !== 'none' && !isYes(one('identitiesonly')),
  };
}

function agentOf(setting: string | undefined, path: (text: string) => string, { agent, env }: Surroundings) {
  if (setting === undefined || setting === 'SSH_AUTH_SOCK') return agent;
  if (!isFile(setting)) return undefined;
  return setting.startsWith('$') ? env[setting.replace(/^\$\{?|\}$/g, '')] : path(setting);
}
