import { existsSync, mkdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Finds the user's home directory: HOME, else the system's entry; undefined where there is neither. An empty or
 * relative HOME does not count: files would go into the folder where the program is started.
 */
export function homeDirectory(env: Env): string | undefined {
  if (env.HOME && isAbsolute(env.HOME)) return env.HOME;
  try {
    // From the user's entry in /etc/passwd, which may not exist in a container. homedir() would use HOME again.
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
 * Returns the folder for downloads (cache), for what people keep (data), or for logs (state); undefined where the user
 * has no home. A relative path in XDG_… is ignored: https://specifications.freedesktop.org/basedir-spec/latest/
 */
export function ownFolder(kind: keyof typeof folders, env: Env): string | undefined {
  const [variable, usual] = folders[kind];
  const named = env[variable];
  if (named && isAbsolute(named)) return join(named, 'microcloud');
  const home = homeDirectory(env);
  return home === undefined ? undefined : join(home, usual, 'microcloud');
}

/**
 * Makes a folder and its parents. Node's own recursive mkdir never ends in some places, such as below /proc, where the
 * system says both that the parent exists and that it does not.
 */
export async function makeFolder(path: string, mode = 0o777): Promise<void> {
  await mkdir(path, mode).catch(async (error: unknown) => {
    if (isThere(error, path)) return;
    if (!lacksParent(error, path)) throw error;
    await makeFolder(dirname(path), mode);
    // Another part of this program may have made the folder meanwhile.
    await mkdir(path, mode).catch((again: unknown) => (isThere(again, path) ? undefined : Promise.reject(again)));
  });
}

/** Does the same as {@link makeFolder}, synchronously. */
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

// Some systems report a read-only file system before they report that the folder exists.
function isThere(error: unknown, path: string): boolean {
  return (error as NodeJS.ErrnoException).code === 'EEXIST' || existsSync(path);
}

function lacksParent(error: unknown, path: string): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT' && dirname(path) !== path;
}
