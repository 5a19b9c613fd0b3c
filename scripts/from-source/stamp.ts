import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

/** Which files a part has in the bundle, and the recipe that they were built from. */
interface Stamp {
  readonly recipe: string;
  readonly files: readonly string[];
}

/** Computes a hash of a part's description and of every file of its recipe, which may be in several directories. */
export async function recipeHash(description: unknown, ...directories: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(description));
  for (const directory of directories) {
    for (const path of (await recipeFiles(directory)).toSorted()) {
      hash.update(`\0${relative(directory, path)}\0`).update(await readFile(path));
    }
  }
  return hash.digest('hex');
}

/** Tells whether the bundle has all files of a part, built from this recipe. */
export async function isUpToDate(bundle: string, part: string, recipe: string): Promise<boolean> {
  const stamp = await readStamp(bundle, part);
  return stamp?.recipe === recipe && stamp.files.every((path) => existsSync(join(bundle, path)));
}

/**
 * Moves a part's files from where they were built to their places, which must be on the same file system, and removes
 * files of an older recipe. The stamp is written last.
 */
export async function publish(
  bundle: string,
  part: string,
  made: { readonly directory: string; readonly files: readonly string[]; readonly recipe: string },
): Promise<void> {
  const before = await readStamp(bundle, part);
  for (const path of made.files) {
    await mkdir(dirname(join(bundle, path)), { recursive: true });
    await rename(join(made.directory, path), join(bundle, path));
  }
  const left = before?.files.filter((path) => !made.files.includes(path)) ?? [];
  for (const path of left) await rm(join(bundle, path), { force: true });
  const stamp: Stamp = { recipe: made.recipe, files: made.files };
  await mkdir(dirname(stampPath(bundle, part)), { recursive: true });
  await writeFile(`${stampPath(bundle, part)}.part`, JSON.stringify(stamp, undefined, 2));
  await rename(`${stampPath(bundle, part)}.part`, stampPath(bundle, part));
}

async function recipeFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function readStamp(bundle: string, part: string): Promise<Stamp | undefined> {
  const text = await readFile(stampPath(bundle, part), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Stamp);
}

function stampPath(bundle: string, part: string): string {
  return join(bundle, '.parts', `${part}.json`);
}
