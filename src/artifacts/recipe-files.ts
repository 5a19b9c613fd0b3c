import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from './part-file.ts';
import type { Recipe } from './recipe.ts';
import { type OnBytes, pathOf, type Source } from './source.ts';

/** Verified local files of all parts of a recipe, by sha256; downloads go below `into`. */
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

/** Keeps a recipe's documents in a directory laid out like the origins. */
export async function keepDocuments(directory: string, { documents }: Recipe): Promise<void> {
  for (const { url, bytes } of documents) {
    const file = join(directory, pathOf(url));
    const present = await readFile(file).catch(() => undefined);
    if (!present?.equals(bytes)) await writeWhole(file, (beside) => writeFile(beside, bytes));
  }
}
