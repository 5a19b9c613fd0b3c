import { randomUUID } from 'node:crypto';
import { readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { makeFolder } from '../user-folders.ts';
/**
 * Makes the directory of `target`, and takes over the partial file that a dead process has left. Renaming is atomic: of
 * two processes that want the same partial file, one gets it.
 */
export async function adoptPart(target: string): Promise<string> {
  await makeFolder(dirname(target));
  const own = `${target}.part-${process.pid}`;
  const prefix = `${basename(target)}.part-`;
  const names = (await readdir(dirname(target))).filter((name) => name.startsWith(prefix));
  const left = names.find((name) => !isAlive(Number.parseInt(name.slice(prefix.length), 10)));
  if (left && !names.includes(basename(own))) await rename(join(dirname(target), left), own).catch(() => undefined);
  return own;
}

/** Writes `target` as a whole or not at all: into a file beside it, which is then renamed. */
export async function writeWhole(target: string, write: (beside: string) => Promise<void>): Promise<void> {
  await makeFolder(dirname(target));
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

/** Tells by its name whether some process has not finished a file. */
export function isUnfinished(name: string): boolean {
  return /\.(part-\d+|new-[0-9a-f]{8})$/.test(name);
}
