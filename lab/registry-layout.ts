import { parseReference } from '../src/artifacts/reference.ts';
import { digestOf, type Image } from './oci.ts';

/**
 * The files of an image in a mirror of its registry on disk: the paths of the registry's HTTP API below its host
 * name (https://distribution.github.io/distribution/spec/api/).
 * @param reference for example `registry.k8s.io/coredns/coredns:v1.13.1`
 * @returns path, relative to the mirror → content
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
