import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { tar } from '../../src/artifacts/tar.ts';

interface Variant {
  readonly architecture: string;
  readonly variant?: string;
}

/**
 * Makes the files of a small image in a registry: `<host>/v2/…` to bytes. One variant gives a plain manifest, several
 * give an index.
 */
export async function imageFiles(reference: string, variants: readonly Variant[]): Promise<Map<string, Buffer>> {
  const [, host, repository, tag] = /^([^/]+)\/(.+):([^:]+)$/.exec(reference)!;
  const files = new Map<string, Buffer>();
  const put = (folder: string, bytes: Buffer, name = digestOf(bytes)) => {
    files.set(`${host}/v2/${repository}/${folder}/${name}`, bytes);
    return { digest: digestOf(bytes), size: bytes.length };
  };
  const manifests = [];
  for (const platform of variants) {
    const layer = await layerOf(`${reference} ${platform.architecture}${platform.variant ?? ''}`);
    const config = { ...platform, os: 'linux', config: {}, rootfs: { type: 'layers', diff_ids: [digestOf(layer)] } };
    const manifest = json({
      schemaVersion: 2,
      mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
      config: { mediaType: 'application/vnd.docker.container.image.v1+json', ...put('blobs', json(config)) },
      layers: [{ mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip', ...put('blobs', gzipSync(layer)) }],
    });
    manifests.push({ bytes: manifest, ...put('manifests', manifest), platform: { os: 'linux', ...platform } });
  }
  const mediaType = 'application/vnd.docker.distribution.manifest.v2+json';
  const list = json({
    schemaVersion: 2,
    mediaType: 'application/vnd.docker.distribution.manifest.list.v2+json',
    manifests: manifests.map(({ digest, size, platform }) => ({ mediaType, digest, size, platform })),
  });
  const tagged = manifests.length === 1 ? manifests[0]!.bytes : list;
  put('manifests', tagged);
  put('manifests', tagged, tag!);
  return files;
}

async function layerOf(text: string): Promise<Buffer> {
  const content = Buffer.from(text);
  return Buffer.concat(await Array.fromAsync(tar([{ path: 'what', bytes: content.length, content }])));
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
