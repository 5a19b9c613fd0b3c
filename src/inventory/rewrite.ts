import { readFile, realpath, rename, stat, writeFile } from 'node:fs/promises';

/** Edits the inventory's text: written beside first, then renamed, in the file that a link leads to. */
export async function rewriteInventory(path: string, edit: (text: string) => string): Promise<void> {
  const target = await realpath(path);
  const { mode } = await stat(target);
  const beside = `${target}.microcloud-${process.pid}`;
  await writeFile(beside, edit(await readFile(target, 'utf8')), { mode: mode & 0o777 });
  await rename(beside, target);
}
