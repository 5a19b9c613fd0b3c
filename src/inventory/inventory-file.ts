import { access, readFile, realpath, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError } from '../errors.ts';
import { inventoryJsonSchema, schemaFile } from './json-schema.ts';

/**
 * Edits the inventory's text. The new text is written beside the file and then renamed. A symbolic link is followed.
 */
export async function rewriteInventory(path: string, edit: (text: string) => string): Promise<void> {
  const target = await realpath(path);
  const { mode } = await stat(target);
  const beside = `${target}.microcloud-${process.pid}`;
  await writeFile(beside, edit(await readFile(target, 'utf8')), { mode: mode & 0o777 });
  await rename(beside, target);
}

/**
 * Writes a new inventory, and beside it the JSON Schema, from which editors know its fields. Another file with the
 * schema's name stays as it is. Returns the path of the schema; undefined where it was not written.
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

/** Checks that a file may be written. @throws UserError when it exists and `isForced` is false */
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
