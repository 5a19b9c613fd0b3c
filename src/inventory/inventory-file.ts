import { access, readFile, realpath, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError } from '../errors.ts';
import { inventoryJsonSchema, schemaFile } from './json-schema.ts';

/** Edits the inventory's text: written beside first, then renamed, in the file that a link leads to. */
export async function rewriteInventory(path: string, edit: (text: string) => string): Promise<void> {
  const target = await realpath(path);
  const { mode } = await stat(target);
  const beside = `${target}.microcloud-${process.pid}`;
  await writeFile(beside, edit(await readFile(target, 'utf8')), { mode: mode & 0o777 });
  await rename(beside, target);
}

/**
 * Writes a new inventory, and beside it the schema by which editors complete it. A file of the schema's name that is not
 * ours stays as it is. Returns the path of the schema; undefined where none was written.
 */
export async function writeInventory(path: string, text: string): Promise<string | undefined> {
  await writeFile(path, text);
  const beside = join(dirname(path), schemaFile);
  const there = await readFile(beside, 'utf8').catch(() => undefined);
  const schema = inventoryJsonSchema();
  if (there !== undefined && !there.includes(`"$id": "${schema.$id}"`)) return undefined;
  await writeFile(beside, `${JSON.stringify(schema, undefined, 2)}\n`);
  return beside;
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
