import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { parseReference } from '../../src/artifacts/reference.ts';

/** A layer of a container image: a tar archive, gzipped. */
export interface Layer {
  /** sha256 of the gzipped archive: the name of the blob. */
  readonly digest: string;
  /** sha256 of the archive before gzip: how the image's configuration names it. */
  readonly diffId: string;
  readonly blob: Buffer;
}

/** The documents of an image for one architecture, and its layers. */
export interface Image {
  readonly index: Buffer;
  readonly manifest: Buffer;
  readonly config: Buffer;
  readonly layers: readonly Layer[];
}

/** Architectures as images name them. */
export type Architecture = 'amd64' | 'arm64';

/** Computes the digest of bytes: `sha256:` and 64 hexadecimal digits. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** Compresses an archive to a layer: rather fast than small, as it only goes over a local network. */
export async function layerOf(tar: Uint8Array): Promise<Layer> {
  const blob = await promisify(gzip)(tar, { level: constants.Z_BEST_SPEED });
  return { digest: digestOf(blob), diffId: digestOf(tar), blob };
}

/** Describes layers, lowest first, as an image: https://github.com/opencontainers/image-spec */
export function imageOf(
  layers: readonly Layer[],
  options: { readonly architecture: Architecture; readonly entrypoint: string },
): Image {
  const platform = { architecture: options.architecture, os: 'linux' };
  const config = json({
    created: '1970-01-01T00:00:00Z',
    ...platform,
    config: {
      Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
      Entrypoint: [options.entrypoint],
    },
    rootfs: { type: 'layers', diff_ids: layers.map((layer) => layer.diffId) },
  });
  const manifest = json({
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: descriptor(mediaTypes.config, config),
    layers: layers.map((layer) => descriptor(mediaTypes.layer, layer.blob, layer.digest)),
  });
  const index = json({
    schemaVersion: 2,
    mediaType: mediaTypes.index,
    manifests: [{ ...descriptor(mediaTypes.manifest, manifest), platform }],
  });
  return { index, manifest, config, layers };
}

/**
 * Makes the files of an image for a mirror of its registry on disk: the paths of the registry's HTTP API below its host
 * name (https://distribution.github.io/distribution/spec/api/).
 * @param reference for example `registry.k8s.io/coredns/coredns:v1.14.6`
 * @returns contents by path, relative to the mirror
 */
export function registryFiles(reference: string, image: Image): Record<string, Buffer> {
  const { host, repository, tag } = parseReference(reference);
  const root = `${host}/v2/${repository}`;
  return {
    ...Object.fromEntries(image.layers.map((layer) => [`${root}/blobs/${layer.digest}`, layer.blob])),
    [`${root}/blobs/${digestOf(image.config)}`]: image.config,
    [`${root}/manifests/${digestOf(image.manifest)}`]: image.manifest,
    [`${root}/manifests/${digestOf(image.index)}`]: image.index,
    [`${root}/manifests/${tag}`]: image.index,
  };
}

const mediaTypes = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
} as const;

function descriptor(mediaType: string, bytes: Buffer, digest = digestOf(bytes)) {
  return { mediaType, digest, size: bytes.length };
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value, undefined, 2));
}
