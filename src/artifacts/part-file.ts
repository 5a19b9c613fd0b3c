import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** The file beside `target` that only this process writes. */
export function ownPart(target: string): string {
  return `${target}.part-${process.pid}`;
}

/**
 * Makes the directory of `target` and takes over what a process that is gone has left of it.
 * A rename is all or nothing: of two processes that want the same remains one gets them.
 */
export async function adoptPart(target: string): Promise<string> {
  await mkdir(dirname(target), { recursive: true });
  const own = ownPart(target);
  const prefix = `${basename(target)}.part-`;
  const names = (await readdir(dirname(target))).filter((name) => name.startsWith(prefix));
  const left = names.find((name) => !isAlive(Number(name.slice(prefix.length))));
  if (left && !names.includes(basename(own))) await rename(join(dirname(target), left), own).catch(() => undefined);
  return own;
}

/** Writes `target` all at once, whatever happens: beside, then renamed. */
export async function writeWhole(target: string, write: (beside: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const beside = ownPart(target);
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
