import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { labsDirectory } from './state.ts';

/**
 * Runs `work` while no other process of this user holds the lock of that name. A child process holds the lock, so that
 * the lock is free again however this process ends.
 */
export async function withLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  const directory = join(labsDirectory(), '.locks');
  await mkdir(directory, { recursive: true });
  const holder = execa('flock', [join(directory, name), 'sh', '-c', 'echo held; exec cat'], {
    stdin: 'pipe',
    buffer: false,
  });
  try {
    await Promise.race([new Promise((resolve) => holder.stdout.once('data', resolve)), holder]);
    return await work();
  } finally {
    holder.stdin.end();
    await holder;
  }
}
