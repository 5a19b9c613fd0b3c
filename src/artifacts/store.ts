import { stat } from 'node:fs/promises';
import { limit } from '../transport/limit.ts';
import type { Artifact } from './artifact-table.ts';
import { cachedArchive } from './cached-archive.ts';
import { sha256File } from './checksums.ts';
import { fromFirst } from './first-source.ts';
import { readRecipe } from './recipe.ts';
import { gather, keepDocuments } from './recipe-files.ts';
import { repacked } from './repacked.ts';
import type { Fetched, OnBytes, Source } from './source.ts';
import { type SourceOptions, sourcesOf } from './sources.ts';

export type { Fetched } from './source.ts';

export interface Store {
  /**
   * Gets the artifact from the first of bundle, cache, mirror and origin that has it. Several callers share one
   * download. `onProgress` gets the bytes that have come over the network so far. Throws a UserError.
   */
  fetch(artifact: Artifact, onProgress?: OnBytes): Promise<Fetched>;
}

interface Flight {
  readonly result: Promise<Fetched>;
  readonly listeners: Set<OnBytes>;
}

/** Makes a store of verified artifacts on this machine. */
export function createStore(options: SourceOptions): Store {
  const sources = sourcesOf(options);
  // On the line of a home, more downloads at once would not be faster, and each would be cut off more often.
  const limited = limit(3);
  const flights = new Map<string, Flight>();

  function start(artifact: Artifact, key: string): Flight {
    const listeners = new Set<OnBytes>();
    const onBytes: OnBytes = (bytes, total) => listeners.forEach((listener) => void listener(bytes, total));
    const result = limited(() =>
      fromFirst(sources, artifact, (source) => take(source, artifact, options.cache, onBytes)),
    );
    const flight = { result, listeners };
    flights.set(key, flight);
    result.catch(() => flights.delete(key));
    return flight;
  }

  return {
    async fetch(artifact, onProgress) {
      const key = `${artifact.origin} ${artifact.arch}`;
      const { result, listeners } = flights.get(key) ?? start(artifact, key);
      if (!onProgress) return await result;
      listeners.add(onProgress);
      return await result.finally(() => listeners.delete(onProgress));
    },
  };
}

async function take(source: Source, artifact: Artifact, cache: string, onBytes: OnBytes): Promise<Fetched> {
  const recipe = await readRecipe(source, artifact);
  // Sums in the cache count as the publisher's later, so those of a bundle's or a mirror's list are not kept.
  const keep = recipe.word === 'inventory' ? async () => {} : () => keepDocuments(cache, recipe);
  if (recipe.manifest) {
    const archive = await cachedArchive(source, artifact, { ...recipe, manifest: recipe.manifest }, cache, onBytes);
    await keep();
    return archive;
  }
  const [file] = (await gather(source, recipe, cache, onBytes)).values();
  if (!file) throw new Error(`${artifact.name} has no parts`);
  await keep();
  const [part] = recipe.parts;
  if (part?.unpacked) return repacked(artifact, part, file, cache);
  return { file, sha256: await sha256File(file), bytes: (await stat(file)).size };
}
