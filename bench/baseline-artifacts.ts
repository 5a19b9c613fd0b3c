import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findBundleSource, prepareBundle } from '../lab/bundle-source.ts';
import { run } from '../lab/run-program.ts';
import { versions } from '../scripts/from-source/built-versions.ts';
import { type Artifact, clusterArtifacts, pauseImage } from '../src/artifacts/artifact-table.ts';
import { cacheDirectory } from '../src/artifacts/cache-directory.ts';
import { createStore } from '../src/artifacts/store.ts';
import { Version } from '../src/distributions/version.ts';

/** The fields of an OCI layout's index.json that are used here. */
interface Index {
  readonly manifests: readonly { readonly annotations: Readonly<Record<string, string>> }[];
}

const cluster = { distribution: 'kubeadm', version: Version.of(versions.kubernetes) } as const;

/**
 * Prepares the lab's own artifacts as other tools take them: a folder of programs, one archive of images, Flannel's
 * manifest.
 */
export async function prepareBaseline(cache: string): Promise<Readonly<Record<string, string>>> {
  const { directory, sums } = await prepareBundle(await findBundleSource(), (text) => console.log(text));
  const store = createStore({ bundle: directory, sums, cache: cacheDirectory(process.env) });
  const fetched = await Promise.all(
    clusterArtifacts(cluster, 'control-plane', 'amd64').map(async (artifact) => {
      const { file } = await store.fetch(artifact);
      return { artifact, file };
    }),
  );
  const binaries = join(cache, 'binaries');
  const artifacts = join(cache, 'artifacts');
  await Promise.all([binaries, artifacts].map((path) => mkdir(path, { recursive: true })));
  for (const { artifact, file } of fetched.filter(({ artifact }) => artifact.kind === 'file'))
    await copyFile(file, join(binaries, artifact.name));
  await writeArchive(
    join(artifacts, 'images.tar'),
    fetched.filter(({ artifact }) => artifact.kind === 'image'),
  );
  await copyFile(join(import.meta.dirname, 'flannel.yaml'), join(artifacts, 'flannel.yaml'));
  return { LAB_ARTIFACTS: artifacts, LAB_BINARIES: binaries, LAB_PAUSE_IMAGE: pauseImage(cluster) };
}

/** Writes one archive of many images: their layouts side by side, with an index of all. */
async function writeArchive(
  target: string,
  images: readonly { readonly artifact: Artifact; readonly file: string }[],
): Promise<void> {
  const folder = `${target}.parts`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  const manifests: Index['manifests'][number][] = [];
  for (const { file } of images) {
    await run('tar', ['-xf', file, '-C', folder]);
    const index: Index = JSON.parse(await readFile(join(folder, 'index.json'), 'utf8'));
    manifests.push(...index.manifests.flatMap((manifest) => [manifest, ...renamed(manifest)]));
  }
  await writeFile(join(folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests }));
  await run('tar', ['-cf', target, '-C', folder, ...(await readdir(folder))]);
  await rm(folder, { recursive: true });
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(target)) hash.update(chunk);
  await writeFile(`${target}.sha256`, `${hash.digest('hex')}  images.tar\n`);
}

// Adds the further names that the other tools' settings use for images, from a text "NAME=OTHER NAME=OTHER".
function renamed({ annotations, ...manifest }: Index['manifests'][number]): readonly Index['manifests'][number][] {
  const names = (process.env.MICROCLOUD_BENCH_IMAGE_NAMES ?? '').split(' ').map((pair) => pair.split('='));
  const key = 'io.containerd.image.name';
  return names
    .filter(([name]) => name === annotations[key])
    .map(([, other = '']) => ({ ...manifest, annotations: { ...annotations, [key]: other } }));
}
