import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { digestOf, imageOf, layerOf, registryFiles } from '../../../scripts/from-source/oci-image.ts';

const tars = [Buffer.from('the base'), Buffer.from('the program')];
const layers = await Promise.all(tars.map(layerOf));
const options = { architecture: 'arm64', entrypoint: '/coredns' } as const;
const root = 'registry.k8s.io/v2/coredns/coredns';
const files = registryFiles('registry.k8s.io/coredns/coredns:v1.13.1', imageOf(layers, options));

const read = (path: string) => {
  const content = files[`${root}/${path}`];
  assert.ok(content, `${path} is among ${Object.keys(files).join(', ')}`);
  return content;
};
const parsed = (path: string) => JSON.parse(read(path).toString());

const follow = () => {
  const index = parsed('manifests/v1.13.1');
  const manifest = parsed(`manifests/${index.manifests[0].digest}`);
  return { index, manifest, config: parsed(`blobs/${manifest.config.digest}`) };
};

test('it names every file but the tag by its digest', () => {
  const byDigest = Object.entries(files).filter(([path]) => path.includes('sha256:'));
  assert.equal(byDigest.length, Object.keys(files).length - 1);
  for (const [path, content] of byDigest) assert.ok(path.endsWith(`/${digestOf(content)}`), path);
});

test('it tags an index of one platform, which is there by its digest too', () => {
  const { index } = follow();
  assert.equal(index.mediaType, 'application/vnd.oci.image.index.v1+json');
  assert.deepEqual(
    index.manifests.map((manifest: { platform: unknown }) => manifest.platform),
    [{ architecture: 'arm64', os: 'linux' }],
  );
  assert.deepEqual(read(`manifests/${digestOf(read('manifests/v1.13.1'))}`), read('manifests/v1.13.1'));
});

test('it states the true size of everything it points to', () => {
  const { index, manifest } = follow();
  const pointers = [['manifests', index.manifests[0]] as const, ['blobs', manifest.config] as const];
  for (const layer of manifest.layers) pointers.push(['blobs', layer]);
  assert.equal(pointers.length, 4);
  for (const [kind, { digest, size }] of pointers) assert.equal(read(`${kind}/${digest}`).length, size);
});

test('it keeps the order of the layers, and names each by its archive in the configuration', () => {
  const { manifest, config } = follow();
  const archives = manifest.layers.map((layer: { digest: string }) => gunzipSync(read(`blobs/${layer.digest}`)));
  assert.deepEqual(archives, tars);
  assert.deepEqual(config.rootfs.diff_ids, tars.map(digestOf));
  assert.deepEqual(config.config.Entrypoint, ['/coredns']);
});
