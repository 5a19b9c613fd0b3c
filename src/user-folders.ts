import { existsSync, mkdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The user's home directory: HOME, else what the system knows. Undefined where neither says one. An empty or relative HOME
 * is none: things would be kept wherever the program is started.
 */
export function homeDirectory(env: Env): string | undefined {
  if (env.HOME && isAbsolute(env.HOME)) return env.HOME;
  try {
    // Of the user's entry in /etc/passwd, which users of containers may lack. homedir() would believe HOME again.
    return userInfo().homedir || undefined;
  } catch {
    return undefined;
  }
}

const folders = {
  cache: ['XDG_CACHE_HOME', '.cache'],
  data: ['XDG_DATA_HOME', '.local/share'],
  state: ['XDG_STATE_HOME', '.local/state'],
} as const;

/**
 * Where this program keeps what can be fetched again, what people keep, or its logs; undefined where the user has no home. A relative path
 * in XDG_… is ignored: https://specifications.freedesktop.org/basedir-spec/latest/
 */
export function ownFolder(kind: keyof typeof folders, env: Env): string | undefined {
  const [variable, usual] = folders[kind];
  const named = env[variable];
  if (named && isAbsolute(named)) return join(named, 'microcloud');
  const home = homeDirectory(env);
  return home === undefined ? undefined : join(home, usual, 'microcloud');
}

/**
 * Makes a folder and those around it. Node's own recursive mkdir never ends where the system denies that a folder
 * exists in which it has just been asked to make another, as it does below /proc.
 */
export async function makeFolder(path: string, mode = 0o777): Promise<void> {
  await mkdir(path, mode).catch(async (error: unknown) => {
    if (isThere(error, path)) return;
    if (!lacksParent(error, path)) throw error;
    await makeFolder(dirname(path), mode);
    // Another part of this program may have made it meanwhile.
    await mkdir(path, mode).catch((again: unknown) => (isThere(again, path) ? undefined : Promise.reject(again)));
  });
}

/** The same for those who cannot wait. */
export function makeFolderSync(path: string, mode = 0o777): void {
  try {
    mkdirSync(path, mode);
  } catch (error) {
    if (isThere(error, path)) return;
    if (!lacksParent(error, path)) throw error;
    makeFolderSync(dirname(path), mode);
    if (!existsSync(path)) mkdirSync(path, mode);
  }
}

// Some systems say first that nothing can be written here, and not that the folder is there.
function isThere(error: unknown, path: string): boolean {
  return (error as NodeJS.ErrnoException).code === 'EEXIST' || existsSync(path);
}

function lacksParent(error: unknown, path: string): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT' && dirname(path) !== path;
}
