import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { writeWhole } from './part-file.ts';
import type { Recipe } from './recipe.ts';
import { type Entry, tar } from './tar.ts';

interface Image {
  /** The full reference, which becomes the image's name on the node. */
  readonly name: string;
  readonly manifest: NonNullable<Recipe['manifest']>;
  /** The local file of each blob, by its sha256. */
  readonly blobs: ReadonlyMap<string, string>;
}

/**
 * Writes an image as one archive for `ctr images import`, and returns the archive's SHA-256. The same image always
 * gives the same bytes. https://github.com/opencontainers/image-spec/blob/main/image-layout.md
 */
export async function writeArchive(target: string, image: Image): Promise<string> {
  const entries = await entriesOf(image);
  const hash = createHash('sha256');
  const hashed = async function* () {
    for await (const chunk of tar(entries)) {
      hash.update(chunk);
      yield chunk;
    }
  };
  await writeWhole(target, (beside) => pipeline(hashed, createWriteStream(beside)));
  return hash.digest('hex');
}

async function entriesOf({ name, manifest, blobs }: Image): Promise<readonly Entry[]> {
  const { bytes, mediaType } = manifest;
  const annotations = { 'io.containerd.image.name': name, 'org.opencontainers.image.ref.name': tagOf(name) };
  const descriptor = { mediaType, digest: `sha256:${manifest.sha256}`, size: bytes.length, annotations };
  const files = [...blobs].map(async ([digest, file]): Promise<Entry> => {
    return { path: `blobs/sha256/${digest}`, bytes: (await stat(file)).size, content: { file } };
  });
  return [
    json('oci-layout', { imageLayoutVersion: '1.0.0' }),
    json('index.json', { schemaVersion: 2, manifests: [descriptor] }),
    { path: `blobs/sha256/${manifest.sha256}`, bytes: bytes.length, content: bytes },
    ...(await Promise.all(files)),
  ];
}

function json(path: string, value: unknown): Entry {
  const content = Buffer.from(JSON.stringify(value));
  return { path, bytes: content.length, content };
}

function tagOf(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1);
}
