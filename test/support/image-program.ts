import { execFile } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findBundleSource, prepareBundle } from '../../lab/bundle-source.ts';
import { labsDirectory } from '../../lab/state.ts';
import type { Arch } from '../../src/artifacts/artifact-table.ts';
import { createStore } from '../../src/artifacts/store.ts';

const exec = promisify(execFile);

interface Manifest {
  readonly layers: readonly { readonly digest: string }[];
}

/** Takes a program out of an image of a cluster, to run it on this machine. Returns its path. */
export async function imageProgram(reference: string, path: string, directory: string): Promise<string> {
  const { directory: bundle, sums } = await prepareBundle(await findBundleSource(), () => {});
  const cache = join(labsDirectory(), '..', 'artifacts');
  const arch: Arch = process.arch === 'arm64' ? 'arm64' : 'amd64';
  const artifact = { kind: 'image', name: reference, version: '', arch, origin: reference } as const;
  const { file } = await createStore({ bundle, sums, cache }).fetch(artifact);
  const layout = join(directory, `${reference.replaceAll(/[^a-z0-9]/g, '-')}.layout`);
  await mkdir(layout, { recursive: true });
  await exec('tar', ['-xf', file, '-C', layout]);
  const blob = (digest: string) => join(layout, 'blobs', ...digest.split(':'));
  const read = async (name: string) => JSON.parse(await readFile(name, 'utf8'));
  const index: { manifests: { digest: string }[] } = await read(join(layout, 'index.json'));
  const manifest: Manifest = await read(blob(index.manifests[0]!.digest));
  for (const { digest } of manifest.layers) {
    // Only one of the layers has the program.
    await exec('tar', ['-xf', blob(digest), '-C', directory, path.slice(1)]).catch(() => {});
  }
  await rm(layout, { recursive: true });
  return join(directory, path);
}
