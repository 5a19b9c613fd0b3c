import { globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import type { Surroundings } from './options.ts';
import { type ConfigFile, type Include, parseSshConfig, type SshConfig } from './ssh-config.ts';

/** Reads ssh_config files and the files that they include. A file that is not there counts as empty. */
export function readSshConfig({ configFiles, home }: Pick<Surroundings, 'configFiles' | 'home'>): SshConfig {
  const read = configFiles.flatMap(readIfThere).map((file) => parseSshConfig(file, includeFrom(home)));
  return {
    settings: read.flatMap((config) => config.settings),
    notes: read.flatMap((config) => config.notes),
  };
}

// Relative paths start at ~/.ssh in a user's file and at /etc/ssh in the system's: where the file itself is.
function includeFrom(home: string): Include {
  return (pattern, from) => {
    const path = pattern.startsWith('~/') ? join(home, pattern.slice(2)) : pattern;
    const absolute = isAbsolute(path) ? path : join(dirname(from), path);
    return found(absolute).toSorted().flatMap(readIfThere);
  };
}

// A short way for patterns such as Debian's /etc/ssh/ssh_config.d/*.conf: loading Node's glob takes longer than
// everything else here.
function found(pattern: string): readonly string[] {
  const [, folder = '', end] = /^([^*?[{\\]*)\/\*([^*?[{\\/]*)$/.exec(pattern) ?? [];
  if (end === undefined) return globSync(pattern);
  const names = ifThere(() => readdirSync(folder));
  return names.filter((name) => name.endsWith(end) && !name.startsWith('.')).map((name) => join(folder, name));
}

// Errors that are ignored, as ssh does: for a folder that a pattern finds, and for a file that may not be read.
const passedOver = ['ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES'];

function readIfThere(path: string): ConfigFile[] {
  return ifThere(() => [{ path, text: readFileSync(path, 'utf8') }]);
}

function ifThere<T>(read: () => T[]): T[] {
  try {
    return read();
  } catch (error) {
    if (passedOver.includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}
