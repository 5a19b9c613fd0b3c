import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Artifact, fileName } from './artifact-table.ts';
import { sha256File, sumOf } from './checksums.ts';
import { writeArchive } from './image-archive.ts';
import { writeWhole } from './part-file.ts';
import type { Recipe } from './recipe.ts';
import { gather } from './recipe-files.ts';
import { fullName, parseReference } from './reference.ts';
import type { Fetched, OnBytes, Source } from './source.ts';

type ImageRecipe = Recipe & { readonly manifest: NonNullable<Recipe['manifest']> };

/** Finds the archive of an image in the cache, or makes it there from the source's parts. */
export async function cachedArchive(
  source: Source,
  artifact: Artifact,
  recipe: ImageRecipe,
  cache: string,
  onBytes?: OnBytes,
): Promise<Fetched> {
  const archive = join(cache, 'archives', archiveName(artifact, recipe.manifest.sha256));
  const present = await verified(archive);
  if (present) return present;
  const downloads = `${archive}.parts`;
  try {
    const blobs = await gather(source, recipe, downloads, onBytes);
    const sha256 = await writeArchive(archive, { name: fullName(parseReference(artifact.origin)), ...recipe, blobs });
    await writeWhole(`${archive}.sha256`, (beside) => writeFile(beside, `${sha256}  ${basename(archive)}\n`));
    await rm(downloads, { recursive: true, force: true });
    return { file: archive, sha256, bytes: (await stat(archive)).size };
  } catch (error) {
    // Another process may have finished the archive meanwhile, and removed the downloads.
    const finished = await verified(archive);
    if (finished) return finished;
    throw error;
  }
}

// The name follows from the content: when a tag means another image, the archive is another file.
function archiveName(artifact: Artifact, manifest: string): string {
  return `${fileName(artifact).replace(/\.tar$/, '')}_${artifact.arch}_${manifest.slice(0, 12)}.tar`;
}

async function verified(archive: string): Promise<Fetched | undefined> {
  const list = await readFile(`${archive}.sha256`, 'utf8').catch(() => '');
  const sha256 = sumOf(list, basename(archive));
  if (!sha256) return undefined;
  const actual = await sha256File(archive).catch(() => undefined);
  return actual === sha256 ? { file: archive, sha256, bytes: (await stat(archive)).size } : undefined;
}
