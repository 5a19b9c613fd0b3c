import { join } from 'node:path';
import type { Answers } from './ask-once.ts';
import { type Answer, askSsh } from './ask-ssh.ts';
import { readSshConfig } from './config-files.ts';
import type { Surroundings } from './options.ts';
import { isPlain } from './plain-settings.ts';
import { type Setting, type SshConfig, settingsFor, settingsThatMayApply } from './ssh-config.ts';
import { notesAbout } from './unheard-settings.ts';

/** A host as the inventory, or a ProxyJump, names it. */
export interface Hop {
  readonly address: string;
  readonly user?: string | undefined;
  readonly port?: number | undefined;
}

/** The settings of ssh's configuration for one host. */
export interface HostSettings {
  /** Returns the value of a setting that has one value. */
  one(keyword: string): string | undefined;
  /** Returns the values of a setting that may have several. */
  all(keyword: string): readonly string[];
  /** Says where a person has set it: `FILE:LINE`. The line may stand under a `Match` that does not apply. */
  placeOf(keyword: string): string | undefined;
}

/** Finds the settings of hosts. */
export type SettingsOf = (hop: Hop) => Promise<HostSettings>;

/** The user where neither the inventory nor ssh's configuration names one: that of Raspberry Pi OS. */
export const defaultUser = 'pi';

/**
 * Reads ssh's configuration. If it has more than plain settings, ssh itself is asked, once for each host and run, which
 * takes about 10 ms. The own reader knows the line of each setting, and is used where there is no ssh.
 */
export function settingsOfHosts(around: Surroundings, answers: Answers, note: (text: string) => void): SettingsOf {
  const config = readSshConfig(around);
  return async (hop) => {
    const answer = isPlain(config) ? undefined : await ask(hop, config, around, answers);
    const settings = answer ? answered(answer, hop, config, around) : ownReading(hop, config);
    [...(answer ? [] : config.notes), ...notesAbout(settings)].forEach(note);
    return settings;
  };
}

async function ask(hop: Hop, { settings }: SshConfig, around: Surroundings, answers: Answers) {
  const { address: host, port } = hop;
  const about = { host, port, configFile: around.configFile };
  const once = (user: string | undefined) =>
    answers.once(`ssh ${JSON.stringify({ ...about, user, settings })}`, () =>
      askSsh({ ...about, user, env: around.env }),
    );
  const written = settingsThatMayApply(host, settings).filter(({ keyword }) => keyword === 'user');
  if (hop.user || written.length === 0) return once(hop.user ?? defaultUser);
  const answer = await once(undefined);
  // ssh prints the local user's name in both cases: when the configuration has that name, and by default.
  const isWritten = written.some(({ values: [user = ''] }) => user === around.localUser || /[%$]/.test(user));
  return answer?.get('user')?.[0] !== around.localUser || isWritten ? answer : once(defaultUser);
}

function answered(answer: Answer, { address }: Hop, { settings }: SshConfig, around: Surroundings): HostSettings {
  const all = (keyword: string) => {
    const values = answer.get(keyword) ?? [];
    const paths = lists.has(keyword) ? values.flatMap(pathsOf) : values;
    return expanded.has(keyword) ? paths.map((path) => atHome(path, around)) : paths;
  };
  return {
    all,
    one: (keyword) => all(keyword)[0],
    placeOf: placesAmong(settingsThatMayApply(address, settings)),
  };
}

// Settings with several files, which ssh prints on one line, without the quotes around names with blanks.
const lists = new Set(['userknownhostsfile', 'globalknownhostsfile']);

// Settings in which ssh has replaced `~` by the home directory of /etc/passwd, whatever HOME says.
const expanded = new Set(['userknownhostsfile', 'identityagent']);

function atHome(path: string, { home, passwdHome }: Surroundings): string {
  return path.startsWith(`${passwdHome}/`) ? join(home, path.slice(passwdHome.length)) : path;
}

function pathsOf(text: string): string[] {
  return text.split(/ +(?=[/~%$]|\.\.?\/|none$)/);
}

function ownReading(hop: Hop, { settings }: SshConfig): HostSettings {
  const own = settingsFor(hop.address, settings);
  const given: Readonly<Record<string, string | undefined>> = { user: hop.user, port: hop.port?.toString() };
  const first = (keyword: string) => own.find((setting) => setting.keyword === keyword);
  return {
    one(keyword) {
      const setting = first(keyword);
      return given[keyword] ?? (keyword === 'proxycommand' ? setting?.rest : setting?.values[0]);
    },
    all(keyword) {
      if (lists.has(keyword)) return first(keyword)?.values ?? [];
      return own.flatMap((setting) => (setting.keyword === keyword ? setting.values : []));
    },
    placeOf: placesAmong(own),
  };
}

function placesAmong(settings: readonly Setting[]): HostSettings['placeOf'] {
  return (keyword) => {
    const setting = settings.find((some) => some.keyword === keyword);
    return setting && `${setting.file}:${setting.line}`;
  };
}

/** Tells whether a yes/no setting is on. ssh prints some of them as true and false. */
export function isYes(value = ''): boolean {
  return ['yes', 'true'].includes(value.toLowerCase());
}

/** Tells a name from `none`, which switches a setting off. */
export function isFile(value: string): boolean {
  return value.toLowerCase() !== 'none';
}
