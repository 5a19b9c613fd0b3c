import { join } from 'node:path';
import { canReachOrigins, prepareBundle } from '../../lab/bundle-source.ts';
import { withLock } from '../../lab/lock.ts';
import { bundleDirectory, labsDirectory } from '../../lab/state.ts';
import type { Artifact } from '../../src/artifacts/artifact-table.ts';
import type { Fetched } from '../../src/artifacts/source.ts';
import { createStore } from '../../src/artifacts/store.ts';
import { buildArtifacts } from './build-artifacts.ts';
import { listSums } from './list-sums.ts';
import { exampleParts } from './parts.ts';

/**
 * Returns the image that pods of `examples/` run, for simulated nodes that cannot pull it; undefined where they can. It
 * is in a separate bundle, as users' nodes do not need it.
 */
export async function exampleImage(): Promise<{ readonly artifact: Artifact; readonly fetched: Fetched } | undefined> {
  if (await canReachOrigins()) return undefined;
  const directory = `${bundleDirectory()}-examples`;
  await withLock('bundle-examples', async () => {
    await buildArtifacts({ directory, only: 'examples' });
    await listSums(directory);
  });
  const { sums } = await prepareBundle({ kind: 'given', directory, hasInternet: false }, () => {});
  const [name = ''] = exampleParts.flatMap(({ images = {} }) => Object.keys(images));
  const arch = process.arch === 'arm64' ? 'arm64' : 'amd64';
  const artifact: Artifact = { kind: 'image', name, version: '', arch, origin: name };
  const store = createStore({ bundle: directory, sums, cache: join(labsDirectory(), '..', 'artifacts') });
  return { artifact, fetched: await store.fetch(artifact) };
}
