import { readFile, writeFile } from 'node:fs/promises';
import type { OnProgress } from './progress.ts';

const path = '/proc/sys/fs/inotify/max_user_instances';
const enough = 8192;

/**
 * Raises this machine's limit of inotify instances. All nodes share it and each takes 11 to 13: with the default
 * of 128 the ninth kubelet dies with "inotify_init: too many open files".
 */
export async function raiseInotifyLimit(onProgress: OnProgress): Promise<void> {
  const current = Number(await readFile(path, 'utf8'));
  if (current >= enough) return;
  onProgress(`Raising fs.inotify.max_user_instances of this machine from ${current} to ${enough}`);
  await writeFile(path, String(enough));
}
