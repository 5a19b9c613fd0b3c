import { chmod, copyFile, mkdir, open, readFile, realpath, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import type { Merged } from './merge-access.ts';

/** Returns the absolute path of the file that kubectl writes: the first of $KUBECONFIG, else ~/.kube/config. */
export function kubeconfigPath(env: NodeJS.ProcessEnv): string {
  const [first] = (env.KUBECONFIG ?? '').split(delimiter).filter(Boolean);
  return first ? resolve(first) : join(env.HOME || homedir(), '.kube', 'config');
}

export interface Updated extends Merged {
  /** The file as it was, when something in it was replaced. */
  readonly backup?: string;
}

/**
 * Edits a kubeconfig, which may not exist yet, under the lock that kubectl takes too. The new text goes into a file of
 * mode 0600 beside it, which is then renamed. When the edit throws, the kubeconfig is untouched.
 */
export async function updateKubeconfig(
  path: string,
  edit: (text: string) => Merged,
  now = new Date(),
): Promise<Updated> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 }).catch(refused(path));
  const lock = `${path}.lock`;
  const held = await open(lock, 'wx', 0o600).catch((error: NodeJS.ErrnoException) =>
    error.code === 'EEXIST' ? Promise.reject(locked(path, lock)) : refused(path)(error),
  );
  try {
    // The file may be a link into a folder that is kept elsewhere.
    const target = await realpath(path).catch(() => path);
    const bytes = await readFile(target).catch((error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' ? Buffer.alloc(0) : refused(path)(error),
    );
    const text = decode(bytes, path);
    const merged = edit(text);
    const backup = `${target}.${now.toISOString().slice(0, 19).replaceAll(':', '-')}.bak`;
    if (merged.replaced) await copyFile(target, backup).catch(refused(backup));
    const write = merged.text === text ? chmod(target, 0o600) : replace(target, merged.text);
    await write.catch(refused(path));
    return merged.replaced ? { ...merged, backup } : merged;
  } finally {
    await held.close();
    await rm(lock, { force: true });
  }
}

async function replace(target: string, text: string): Promise<void> {
  const beside = `${target}.microcloud-${process.pid}`;
  await rm(beside, { force: true });
  const file = await open(beside, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, target);
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UserError(`${path}:1:1: this is not UTF-8 text`, {
      hints: [`correct ${path}, or: microcloud kubeconfig --output FILE`],
      exitCode: 2,
    });
  }
}

function locked(path: string, lock: string): UserError {
  return new UserError(`Another program is changing ${path}.`, {
    hints: [`the same again; if nothing else runs: rm ${lock}`],
  });
}

function refused(path: string) {
  return (error: NodeJS.ErrnoException): never => {
    throw new UserError(`${path} cannot be changed (${error.code ?? error.message}).`, {
      hints: ['microcloud kubeconfig --output FILE'],
      cause: error,
    });
  };
}
