import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { pinsText, withSums } from '../../scripts/ask-publishers.ts';
import { archs } from '../../src/artifacts/architectures.ts';
import { clusterArtifacts, restoreArtifacts } from '../../src/artifacts/artifact-table.ts';
import { sha256 } from '../../src/artifacts/checksums.ts';
import type { Source } from '../../src/artifacts/source.ts';
import { sourcesOf } from '../../src/artifacts/sources.ts';
import { unsupported } from '../../src/distributions/table.ts';
import { Version } from '../../src/distributions/version.ts';
import { startOrigin } from '../support/origin.ts';

const version = '1.37.9';
const cluster = { distribution: 'kubeadm', version: Version.of(version) } as const;
const addons = { metrics: true, storage: true, ingress: true, monitoring: { node: 'pi-1' } };
const needed = archs
  .filter((arch) => !unsupported('kubeadm', arch))
  .flatMap((arch) => [
    ...clusterArtifacts({ ...cluster, addons }, 'control-plane', arch),
    ...restoreArtifacts(cluster, arch),
  ])
  // Docker's own library builds images anew under the same tag.
  .filter(({ origin }) => !origin.startsWith('docker.io/library/'));
const sumOfFile = (origin: string) => sha256(Buffer.from(`the program at ${origin}`));

/** One list of a publisher's, of all its files. */
function listOf(checksums: string): string {
  const files = needed.filter((one) => one.checksums === checksums).map(({ origin }) => origin);
  return files.map((origin) => `${sumOfFile(origin)}  ${origin.split('/').at(-1)}\n`).join('');
}

/** An index that has every architecture, and its manifests. */
function imageAt(name: string): readonly [string, Buffer][] {
  const [, host = '', repository = '', tag = ''] = /^([^/]+)\/(.+):([^:]+)$/.exec(name) ?? [];
  const at = (reference: string) =>
    `${host.replace(/^docker\.io$/, 'registry-1.docker.io')}/v2/${repository}/manifests/${reference}`;
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const blob = (text: string) => ({ mediaType: 'x', digest: `sha256:${sha256(Buffer.from(text))}`, size: text.length });
  const children = [
    { architecture: 'amd64', os: 'linux' },
    { architecture: 'arm64', os: 'linux' },
  ].map((platform) => {
    const text = JSON.stringify({
      schemaVersion: 2,
      mediaType,
      config: blob(`${name} ${platform.architecture}`),
      layers: [],
    });
    return { platform, bytes: Buffer.from(text) };
  });
  const manifests = children.map(({ platform, bytes }) => ({
    ...{ mediaType, platform, size: bytes.length, digest: `sha256:${sha256(bytes)}` },
  }));
  const index = Buffer.from(
    JSON.stringify({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests }),
  );
  return [[at(tag), index], ...children.map(({ bytes }): [string, Buffer] => [at(`sha256:${sha256(bytes)}`), bytes])];
}

/** The publishers of all that a cluster of this version needs. */
async function publishers(t: TestContext) {
  const files = needed.flatMap(({ kind, name, origin, checksums }): readonly [string, Buffer][] => {
    if (kind === 'image') return imageAt(name);
    if (checksums) return [[checksums.replace('https://', ''), Buffer.from(listOf(checksums))]];
    return [[`${origin.replace('https://', '')}.sha256`, Buffer.from(sumOfFile(origin))]];
  });
  const web = await startOrigin(t, files);
  const source = sourcesOf({ cache: '/nowhere', fetch: web.fetch, pauses: [] }).at(-1) as Source;
  return { web, source };
}

describe('the script that asks publishers for sums', () => {
  it('finds the sum of each program and of the index of each image, and keeps what the table has', async (t) => {
    const { source } = await publishers(t);
    const said: string[] = [];
    const before = { 'https://dl.k8s.io/older': '0'.repeat(64) };
    const pins = await withSums(before, [version], source, (line) => said.push(line));
    const origins = new Set(needed.map(({ origin }) => origin));
    assert.deepEqual(new Set(Object.keys(pins)), new Set(['https://dl.k8s.io/older', ...origins]));
    for (const { kind, name, origin } of needed) {
      const index = kind === 'image' ? imageAt(name)[0]?.[1] : undefined;
      assert.equal(pins[origin], index ? sha256(index) : sumOfFile(origin), origin);
    }
    assert.equal(said.length, origins.size);
    const lines = pinsText(pins).trimEnd().split('\n').slice(1, -1);
    assert.deepEqual(lines, lines.toSorted());
  });

  it('stops where a publisher says another sum than the table: what is released never changes', async (t) => {
    const { source } = await publishers(t);
    const { origin = '' } = needed[0] ?? {};
    await assert.rejects(
      withSums({ [origin]: '1'.repeat(64) }, [version], source, () => {}),
      new RegExp(`and the table says ${'1'.repeat(64)}`),
    );
  });

  it('stops where a publisher has no such version', async (t) => {
    const { source } = await publishers(t);
    await assert.rejects(withSums({}, ['1.37.10'], source, () => {}));
  });
});
