import { buildArtifacts } from './artifacts.ts';
import { addCloudySources, sourcesVariable } from './cloudy-sources.ts';
import { withLock } from './lock.ts';
import { canReachOrigins } from './origins.ts';
import type { OnProgress } from './progress.ts';
import { bundleDirectory, exists } from './state.ts';

export interface LabBundle {
  /** The directory of what nodes need from the internet; none where they take it from there. */
  readonly directory: string | undefined;
  /** Whether Cloudy's sources can be had. */
  readonly hasCloudy: boolean;
}

/** What nodes need from the internet: built here where the internet can't be reached. */
export async function prepareBundle(onProgress: OnProgress): Promise<LabBundle> {
  const directory = bundleDirectory();
  const sources = process.env[sourcesVariable];
  if (await canReachOrigins()) return { directory: (await exists(directory)) ? directory : undefined, hasCloudy: true };
  await withLock('bundle', async () => {
    await buildArtifacts({ directory, onProgress });
    if (sources) await addCloudySources(directory, sources);
  });
  return { directory, hasCloudy: Boolean(sources) };
}
