import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import type { Surroundings } from './options.ts';
import { type ConfigFile, type Include, parseSshConfig, type SshConfig } from './ssh-config.ts';

/** Reads ssh_config files with what they include; files that are not there are empty. */
export function readSshConfig({ configFiles, home }: Surroundings): SshConfig {
  const read = configFiles.flatMap(readIfThere).map((file) => parseSshConfig(file, includeFrom(home)));
  return {
    settings: read.flatMap((config) => config.settings),
    notes: read.flatMap((config) => config.notes),
  };
}

// Relative to ~/.ssh in a user's file and to /etc/ssh in the system's: both are where the file itself is.
function includeFrom(home: string): Include {
  return (pattern, from) => {
    const path = pattern.startsWith('~/') ? join(home, pattern.slice(2)) : pattern;
    const absolute = isAbsolute(path) ? path : join(dirname(from), path);
    return filesLike(absolute).flatMap(readIfThere);
  };
}

/** Files that fit a pattern, by name. "conf.d/*.conf", what is there most, needs no more than a look into its folder. */
function filesLike(pattern: string): readonly string[] {
  const [folder, name] = [dirname(pattern), basename(pattern)];
  if (/[*?[{]/.test(folder) || /[?[{]/.test(name)) return globSync(pattern).toSorted();
  if (!name.includes('*')) return [pattern];
  const parts = name.split('*').map((part) => RegExp.escape(part));
  const like = new RegExp(`^(?!\\.)${parts.join('.*')}$`);
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return files
    .filter((file) => like.test(file))
    .toSorted()
    .map((file) => join(folder, file));
}

function readIfThere(path: string): ConfigFile[] {
  try {
    return [{ path, text: readFileSync(path, 'utf8') }];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
