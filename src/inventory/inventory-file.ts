import { access, readFile, realpath, rename, stat, writeFile } from 'node:fs/promises';
import { UserError } from '../errors.ts';

/** Edits the inventory's text: written beside first, then renamed, in the file that a link leads to. */
export async function rewriteInventory(path: string, edit: (text: string) => string): Promise<void> {
  const target = await realpath(path);
  const { mode } = await stat(target);
  const beside = `${target}.microcloud-${process.pid}`;
  await writeFile(beside, edit(await readFile(target, 'utf8')), { mode: mode & 0o777 });
  await rename(beside, target);
}

/** @throws UserError when the file is there and nobody said that it may go. */
export async function refuseToOverwrite(path: string, isForced: boolean): Promise<void> {
  if (isForced) return;
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (!isThere) return;
  throw new UserError(`${path} is there already.`, {
    hints: ['the same command with --force overwrites it', 'with --inventory OTHER.yaml it writes another file'],
    exitCode: 2,
  });
}
