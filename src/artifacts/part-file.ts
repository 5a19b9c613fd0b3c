import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Makes the directory of `target` and takes over what a process that is gone has left of it.
 * A rename is all or nothing: of two processes that want the same remains one gets them.
 */
export async function adoptPart(target: string): Promise<string> {
  await mkdir(dirname(target), { recursive: true });
  const own = `${target}.part-${process.pid}`;
  const prefix = `${basename(target)}.part-`;
  const names = (await readdir(dirname(target))).filter((name) => name.startsWith(prefix));
  const left = names.find((name) => !isAlive(Number.parseInt(name.slice(prefix.length), 10)));
  if (left && !names.includes(basename(own))) await rename(join(dirname(target), left), own).catch(() => undefined);
  return own;
}

/** Writes `target` all at once, whatever happens: beside, then renamed. */
export async function writeWhole(target: string, write: (beside: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const beside = `${target}.new-${randomUUID().slice(0, 8)}`;
  try {
    await write(beside);
    await rename(beside, target);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether a name is of a file that some process has not finished. */
export function isUnfinished(name: string): boolean {
  return /\.(part-\d+|new-[0-9a-f]{8})$/.test(name);
}
