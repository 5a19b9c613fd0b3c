import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from './part-file.ts';
import type { Recipe } from './recipe.ts';
import { type OnBytes, pathOf, type Source } from './source.ts';

/** Gets a verified local file for each part of a recipe, indexed by the part's SHA-256. Downloads go below `into`. */
export async function gather(
  source: Source,
  { parts }: Recipe,
  into: string,
  onBytes?: OnBytes,
): Promise<ReadonlyMap<string, string>> {
  const sizes = parts.map((part) => part.bytes ?? Number.NaN);
  const total = sizes.reduce((sum, bytes) => sum + bytes, 0);
  const files = new Map<string, string>();
  let done = 0;
  for (const part of parts) {
    const report: OnBytes = (bytes, length) => onBytes?.(done + bytes, Number.isNaN(total) ? length : total);
    files.set(part.sha256, await source.file(part, into, report));
    done += part.bytes ?? 0;
  }
  return files;
}

/** Writes a recipe's documents into a directory that is laid out like the origins. */
export async function keepDocuments(directory: string, { documents }: Recipe): Promise<void> {
  for (const { url, bytes } of documents) {
    const file = join(directory, pathOf(url));
    const present = await readFile(file).catch(() => undefined);
    if (!present?.equals(bytes)) await writeWhole(file, (beside) => writeFile(beside, bytes));
  }
}
