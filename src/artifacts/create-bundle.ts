import { copyFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { limit } from '../transport/limit.ts';
import type { Artifact } from './artifact-table.ts';
import { sha256, sha256File } from './checksums.ts';
import { directorySource } from './directory-source.ts';
import { fromFirst } from './first-source.ts';
import { writeWhole } from './part-file.ts';
import { readRecipe } from './recipe.ts';
import { gather, keepDocuments } from './recipe-files.ts';
import { type OnBytes, pathOf, type Source } from './source.ts';
import { type SourceOptions, sourcesOf } from './sources.ts';
import { formatSums, listName } from './sum-list.ts';

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

/** What was made: the artifacts, and the SHA-256 of SHA256SUMS, which lists the sums of all their files. */
interface Made {
  readonly bundled: readonly Bundled[];
  readonly sums: string;
}

/**
 * Makes a directory that has all artifacts, laid out like their origins, and its list of sums, or completes and repairs
 * such a directory. Other files in the directory stay. The list has only files that were verified now. Throws a
 * UserError.
 */
export async function createBundle(bundling: Bundling): Promise<Made> {
  const { directory, artifacts, onProgress, onDone } = bundling;
  const own = directorySource({ kind: 'bundle', path: directory, heal: true });
  const sources = [own, ...sourcesOf(bundling)];
  const limited = limit(3);
  const listed = new Map<string, string>();
  const bundle = async (artifact: Artifact) => {
    const onBytes: OnBytes = (bytes, total) => onProgress?.(artifact, bytes, total);
    const { sums, ...bundled } = await fromFirst(sources, artifact, (source) =>
      take(source, artifact, directory, onBytes),
    );
    for (const [path, sum] of sums) listed.set(path, sum);
    onDone?.(bundled);
    return bundled;
  };
  const bundled = await Promise.all(artifacts.map((artifact) => limited(() => bundle(artifact))));
  const list = Buffer.from(formatSums(listed));
  await writeWhole(join(directory, listName), (beside) => writeFile(beside, list));
  return { bundled, sums: sha256(list) };
}

async function take(source: Source, artifact: Artifact, directory: string, onBytes: OnBytes) {
  const recipe = await readRecipe(source, artifact);
  const files = await gather(source, recipe, directory, onBytes);
  const sums = new Map(recipe.documents.map(({ url, bytes }) => [pathOf(url), sha256(bytes)]));
  let bytes = 0;
  for (const { url, sha256: sum, unpacked } of recipe.parts) {
    const [file = '', target] = [files.get(sum), join(directory, pathOf(url))];
    if (file !== target) await writeWhole(target, (beside) => copyFile(file, beside));
    bytes += (await stat(target)).size;
    sums.set(pathOf(url), unpacked ? await sha256File(target) : sum);
  }
  // The documents come last, so that a bundle has everything that it names.
  await keepDocuments(directory, recipe);
  return { artifact, bytes, sums };
}
