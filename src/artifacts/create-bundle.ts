import { copyFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { limit } from '../transport/limit.ts';
import type { Artifact } from './artifact-table.ts';
import { directorySource } from './directory-source.ts';
import { fromFirst } from './first-source.ts';
import { writeWhole } from './part-file.ts';
import { readRecipe } from './recipe.ts';
import { gather, keepDocuments } from './recipe-files.ts';
import { type OnBytes, pathOf, type Source } from './source.ts';
import { type SourceOptions, sourcesOf } from './sources.ts';

interface Bundling extends SourceOptions {
  readonly directory: string;
  readonly artifacts: readonly Artifact[];
  readonly onProgress?: (artifact: Artifact, bytes: number, total?: number) => void;
  readonly onDone?: (bundled: Bundled) => void;
}

/** An artifact of a bundle, and the size of its parts in bytes. */
export interface Bundled {
  readonly artifact: Artifact;
  readonly bytes: number;
}

/**
 * Makes a directory that has all artifacts, laid out like their origins, or completes and repairs such a directory.
 * Other files in the directory stay. Throws a UserError.
 */
export async function createBundle(bundling: Bundling): Promise<readonly Bundled[]> {
  const { directory, artifacts, onProgress, onDone } = bundling;
  const own = directorySource({ kind: 'bundle', path: directory, heal: true });
  const sources = [own, ...sourcesOf(bundling)];
  const limited = limit(3);
  const bundle = async (artifact: Artifact) => {
    const onBytes: OnBytes = (bytes, total) => onProgress?.(artifact, bytes, total);
    const bundled = await fromFirst(sources, artifact, (source) => take(source, artifact, directory, onBytes));
    onDone?.(bundled);
    return bundled;
  };
  return Promise.all(artifacts.map((artifact) => limited(() => bundle(artifact))));
}

async function take(source: Source, artifact: Artifact, directory: string, onBytes: OnBytes): Promise<Bundled> {
  const recipe = await readRecipe(source, artifact);
  const files = await gather(source, recipe, directory, onBytes);
  let bytes = 0;
  for (const { url, sha256 } of recipe.parts) {
    const [file = '', target] = [files.get(sha256), join(directory, pathOf(url))];
    if (file !== target) await writeWhole(target, (beside) => copyFile(file, beside));
    bytes += (await stat(target)).size;
  }
  // The documents come last, so that a bundle has everything that it names.
  await keepDocuments(directory, recipe);
  return { artifact, bytes };
}
