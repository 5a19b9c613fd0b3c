import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from './part-file.ts';
import type { Recipe } from './recipe.ts';
import { pathOf } from './source.ts';

/** Keeps a recipe's documents in a directory laid out like the origins. */
export async function keepDocuments(directory: string, { documents }: Recipe): Promise<void> {
  for (const { url, bytes } of documents) {
    const file = join(directory, pathOf(url));
    const present = await readFile(file).catch(() => undefined);
    if (!present?.equals(bytes)) await writeWhole(file, (beside) => writeFile(beside, bytes));
  }
}
