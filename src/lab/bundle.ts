import { buildArtifacts } from './artifacts.ts';
import { withLock } from './lock.ts';
import { canReachOrigins } from './origins.ts';
import type { OnProgress } from './progress.ts';
import { bundleDirectory, exists } from './state.ts';

/** The directory of what nodes need from the internet: built here where the internet can't be reached. */
export async function prepareBundle(onProgress: OnProgress): Promise<string | undefined> {
  const directory = bundleDirectory();
  if (await canReachOrigins()) return (await exists(directory)) ? directory : undefined;
  await withLock('bundle', () => buildArtifacts({ directory, onProgress }));
  return directory;
}
