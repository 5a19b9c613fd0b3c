import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { Arch } from '../../src/artifacts/architectures.ts';
import type { Artifact } from '../../src/artifacts/artifact-table.ts';
import { sha256 } from '../../src/artifacts/checksums.ts';
import type { SourceOptions } from '../../src/artifacts/sources.ts';
import { createStore } from '../../src/artifacts/store.ts';
import { digestOf, imageFiles } from '../support/images.ts';
import { startOrigin } from '../support/origin.ts';
import { layOut, temporary } from '../support/temporary.ts';

const flannel = 'ghcr.io/flannel-io/flannel:v0.28.10';
const base = 'ghcr.io/v2/flannel-io/flannel';
const amd64 = { architecture: 'amd64' };
const arm64 = { architecture: 'arm64', variant: 'v8' };
const armv6 = { architecture: 'arm', variant: 'v6' };
const armv7 = { architecture: 'arm', variant: 'v7' };
const imageOf = (name: string, arch: Arch): Artifact => ({
  kind: 'image',
  name,
  version: name.slice(name.lastIndexOf(':') + 1),
  arch,
  origin: name,
});

const tag = `${base}/manifests/v0.28.10`;
/** The artifact as if microcloud knew the image of these files. */
const pinned = (files: ReadonlyMap<string, Buffer>, artifact: Artifact): Artifact => ({
  ...artifact,
  pin: { sha256: sha256(files.get(tag)!) },
});

async function setUp(t: TestContext, files: Iterable<[string, Buffer]>, traits = {}) {
  const cache = join(await temporary(t), 'cache');
  const origin = await startOrigin(t, files, traits);
  const make = (more: Partial<SourceOptions> = {}) =>
    createStore({ cache, pauses: [0, 0, 0], fetch: origin.fetch, ...more });
  return { cache, origin, make };
}

function contentsOf(archive: string) {
  const read = (path: string) => execFileSync('tar', ['-xOf', archive, path]);
  const json = (path: string) => JSON.parse(read(path).toString());
  const blob = (digest: string) => `blobs/sha256/${digest.slice('sha256:'.length)}`;
  const index = json('index.json');
  const manifest = json(blob(index.manifests[0].digest));
  return {
    names: execFileSync('tar', ['-tf', archive], { encoding: 'utf8' }).trim().split('\n'),
    read,
    json,
    blob,
    index,
    manifest,
  };
}

describe('the store, for images', () => {
  it('makes one archive of the image for an architecture, in the layout that containerd imports', async (t) => {
    const { make } = await setUp(t, await imageFiles(flannel, [amd64, arm64]));
    const fetched = await make().fetch(imageOf(flannel, 'arm64'));
    const { names, read, json, blob, index, manifest } = contentsOf(fetched.file);
    assert.equal(fetched.sha256, sha256(readFileSync(fetched.file)));
    assert.equal(fetched.bytes, readFileSync(fetched.file).length);
    assert.deepEqual(json('oci-layout'), { imageLayoutVersion: '1.0.0' });
    assert.equal(index.manifests.length, 1);
    assert.deepEqual(index.manifests[0].annotations, {
      'io.containerd.image.name': flannel,
      'org.opencontainers.image.ref.name': 'v0.28.10',
    });
    assert.equal(json(blob(manifest.config.digest)).architecture, 'arm64');
    const blobs = [index.manifests[0], manifest.config, ...manifest.layers];
    assert.deepEqual(
      names.slice(2),
      blobs.map(({ digest }) => blob(digest)),
    );
    for (const { digest, size } of blobs) {
      assert.equal(digestOf(read(blob(digest))), digest);
      assert.equal(read(blob(digest)).length, size);
    }
  });

  for (const [title, variants, arch, architecture, variant] of [
    ['the best variant of 32-bit ARM', [armv6, amd64, armv7], 'armhf', 'arm', 'v7'],
    ['an older variant where there is no better one', [amd64, armv6], 'armhf', 'arm', 'v6'],
    ['one without a variant', [amd64, { architecture: 'arm' }], 'armhf', 'arm', undefined],
    ['a variant where the architecture has one', [amd64, arm64], 'arm64', 'arm64', 'v8'],
    ['a manifest without an index', [amd64], 'amd64', 'amd64', undefined],
  ] as const) {
    it(`takes ${title}`, async (t) => {
      const { make } = await setUp(t, await imageFiles(flannel, variants));
      const { json, blob, manifest } = contentsOf((await make().fetch(imageOf(flannel, arch))).file);
      const config = json(blob(manifest.config.digest));
      assert.deepEqual([config.architecture, config.variant], [architecture, variant]);
    });
  }

  for (const [title, variants] of [
    ['an index', [amd64, arm64]],
    ['a manifest without an index', [amd64]],
  ] as const) {
    it(`refuses an image for other architectures: ${title}`, async (t) => {
      const { make } = await setUp(t, await imageFiles(flannel, variants));
      await assert.rejects(make().fetch(imageOf(flannel, 'armhf')), {
        name: 'UserError',
        message: /flannel:v0\.28\.10 for armhf cannot be found anywhere.*the internet: its .* not (for )?linux\/armhf/s,
      });
    });
  }

  it('gets the anonymous token that a registry asks for, once', async (t) => {
    const { origin, make } = await setUp(t, await imageFiles(flannel, [amd64, arm64]), { guarded: ['ghcr.io'] });
    await make().fetch(imageOf(flannel, 'arm64'));
    assert.deepEqual(
      origin.log.slice(0, 3).map((line) => line.slice(0, 19)),
      ['401 ghcr.io/v2/flan', '200 ghcr.io/token', '200 ghcr.io/v2/flan'],
    );
    assert.equal(origin.log.filter((line) => line.startsWith('401')).length, 1);
  });

  it('gets no token for a mirror, wherever its answer leads', async (t) => {
    const files = await imageFiles(flannel, [amd64, arm64]);
    const mirror = await startOrigin(t, files, { guarded: ['ghcr.io'] });
    const { make } = await setUp(t, []);
    const asked: string[] = [];
    const watched: typeof fetch = (input, init) => {
      asked.push(String(input));
      return String(input).startsWith(mirror.url) ? fetch(input, init) : Promise.reject(new Error('no net'));
    };
    const artifact = pinned(files, imageOf(flannel, 'arm64'));
    await assert.rejects(make({ mirror: mirror.url, fetch: watched, pauses: [] }).fetch(artifact));
    assert.deepEqual(
      asked.filter((url) => url.includes('/token')),
      [],
    );
  });

  it('asks for a token over HTTPS only', async (t) => {
    const { make } = await setUp(t, []);
    const asked: string[] = [];
    const challenge = { 'www-authenticate': 'Bearer realm="http://192.168.0.1/admin/reboot",service="x"' };
    const registry: typeof fetch = async (input) => {
      asked.push(String(input));
      return new Response(null, { status: 401, headers: challenge });
    };
    await assert.rejects(make({ fetch: registry }).fetch(imageOf(flannel, 'arm64')), { message: /answers 401/ });
    assert.deepEqual(
      asked.filter((url) => !url.startsWith('https://ghcr.io/')),
      [],
    );
  });

  it("finds Docker Hub's registry, and its images without a folder", async (t) => {
    const files = await imageFiles('registry-1.docker.io/library/busybox:1.37', [amd64]);
    const { make } = await setUp(t, files, { guarded: ['registry-1.docker.io'] });
    const { index } = contentsOf((await make().fetch(imageOf('busybox:1.37', 'amd64'))).file);
    assert.equal(index.manifests[0].annotations['io.containerd.image.name'], 'docker.io/library/busybox:1.37');
  });

  it('downloads once, then works without internet', async (t) => {
    const { cache, origin, make } = await setUp(t, await imageFiles(flannel, [amd64, arm64]));
    const store = make();
    const ends = [0, 0];
    const [first, second] = await Promise.all(
      ends.map((_, index) => store.fetch(imageOf(flannel, 'arm64'), (bytes) => void ends.splice(index, 1, bytes))),
    );
    assert.equal(first, second);
    assert.ok(ends[0]! > 0 && ends[0] === ends[1], ends.join());
    const requests = origin.log.length;
    assert.equal(new Set(origin.log).size, requests);
    assert.deepEqual(
      await make({ fetch: () => assert.fail('asked the internet') }).fetch(imageOf(flannel, 'arm64')),
      first,
    );
    assert.deepEqual(
      readdirSync(join(cache, 'archives')).filter((name) => name.endsWith('.parts')),
      [],
    );
  });

  it('keeps the archives of two architectures apart', async (t) => {
    const { make } = await setUp(t, await imageFiles(flannel, [amd64, arm64]));
    const store = make();
    const files = await Promise.all((['amd64', 'arm64'] as const).map((arch) => store.fetch(imageOf(flannel, arch))));
    assert.equal(new Set(files.map(({ file }) => file)).size, 2);
    assert.equal(new Set(files.map(({ sha256 }) => sha256)).size, 2);
  });

  it('gives the same archive from every source', async (t) => {
    const files = await imageFiles(flannel, [amd64, arm64]);
    const sums = [];
    for (const place of ['bundle', 'mirror', 'origin'] as const) {
      const { origin, make } = await setUp(t, place === 'origin' ? files : []);
      const elsewhere = await startOrigin(t, files);
      const bundle = await temporary(t);
      await layOut(bundle, files);
      const options = { bundle: { bundle }, mirror: { mirror: elsewhere.url }, origin: {} };
      sums.push((await make(options[place]).fetch(pinned(files, imageOf(flannel, 'arm64')))).sha256);
      assert.equal(origin.log.length > 0, place === 'origin');
    }
    assert.equal(new Set(sums).size, 1);
  });

  it("does not take a bundle's image for the published one later", async (t) => {
    const { origin, make } = await setUp(t, await imageFiles(flannel, [amd64, arm64]));
    const bundle = await temporary(t);
    const files = await imageFiles(flannel, [arm64]);
    const list = `${sha256(files.get(tag)!)}  ${tag}\n`;
    await layOut(bundle, [...files, ['SHA256SUMS', list]]);
    const own = await make({ bundle, sums: sha256(Buffer.from(list)) }).fetch(imageOf(flannel, 'arm64'));
    assert.deepEqual(origin.log, []);
    const published = await make().fetch(imageOf(flannel, 'arm64'));
    assert.ok(origin.log.length > 0);
    // Both were built alike here; what matters is who was asked.
    assert.equal(own.sha256, published.sha256);
  });

  it('goes to the next source when one has only half of an image', async (t) => {
    const files = await imageFiles(flannel, [amd64, arm64]);
    const { make } = await setUp(t, files);
    const bundle = await temporary(t);
    await layOut(
      bundle,
      [...files].filter(([path]) => !path.includes('/blobs/')),
    );
    assert.ok(existsSync((await make({ bundle }).fetch(imageOf(flannel, 'arm64'))).file));
  });

  for (const place of ['bundle', 'mirror', 'cache', 'origin'] as const) {
    it(`refuses an image with another digest than microcloud knows, from the ${place}`, async (t) => {
      const files = await imageFiles(flannel, [amd64, arm64]);
      const evil = await imageFiles(flannel, [{ architecture: 'arm64', variant: 'v9' }]);
      const artifact = pinned(files, imageOf(flannel, 'arm64'));
      const digest = `${base}/manifests/sha256:${artifact.pin!.sha256}`;
      // A liar may answer anything for a digest, too.
      evil.set(digest, evil.get(tag)!);
      const { cache, make } = await setUp(t, place === 'origin' ? evil : []);
      const mirror = await startOrigin(t, place === 'mirror' ? evil : []);
      const bundle = await temporary(t);
      if (place === 'bundle') await layOut(bundle, evil);
      if (place === 'cache') await layOut(cache, evil);
      await assert.rejects(make({ bundle, mirror: mirror.url }).fetch(artifact), {
        name: 'UserError',
        message: place === 'cache' ? /cannot be found anywhere/ : /is damaged: .*manifests.* has sha256 .* instead of/,
      });
    });
  }

  it('takes what is pinned although its tag names something else by now', async (t) => {
    const files = await imageFiles(flannel, [amd64, arm64]);
    const artifact = pinned(files, imageOf(flannel, 'arm64'));
    files.set(tag, Buffer.from('{}'));
    const { make } = await setUp(t, files);
    assert.ok((await make().fetch(artifact)).bytes > 0);
  });

  it('makes the archive again when it is damaged', async (t) => {
    const { make } = await setUp(t, await imageFiles(flannel, [amd64, arm64]));
    const { file, sha256: sum } = await make().fetch(imageOf(flannel, 'arm64'));
    await layOut(join(file, '..'), [[file.slice(file.lastIndexOf('/') + 1), 'rotten']]);
    assert.equal((await make().fetch(imageOf(flannel, 'arm64'))).sha256, sum);
    await rm(file);
    assert.equal((await make().fetch(imageOf(flannel, 'arm64'))).sha256, sum);
    assert.equal(sha256(readFileSync(file)), sum);
  });

  for (const [title, pattern] of [
    ['a layer', /\/blobs\//],
    ['a manifest', /\/manifests\/sha256:/],
  ] as const) {
    it(`refuses ${title} that is not what its digest says`, async (t) => {
      const files = await imageFiles(flannel, [amd64, arm64]);
      for (const path of [...files.keys()].filter((name) => pattern.test(name))) files.set(path, Buffer.from('{}'));
      const { cache, make } = await setUp(t, files);
      await assert.rejects(make().fetch(imageOf(flannel, 'arm64')), {
        name: 'UserError',
        message: new RegExp(
          `for arm64 from the internet is damaged: https://${base}.*sha256:.* has sha256 .* instead of`,
        ),
      });
      assert.equal(existsSync(join(cache, base, 'manifests/v0.28.10')), false);
    });
  }

  it('takes no file names from a manifest that is not honest', async (t) => {
    const files = await imageFiles(flannel, [arm64]);
    files.set(
      tag,
      Buffer.from(
        files
          .get(tag)!
          .toString()
          .replaceAll(/sha256:[0-9a-f]{64}/g, 'sha256:../../../../etc/passwd'),
      ),
    );
    const { make } = await setUp(t, files);
    await assert.rejects(make().fetch(imageOf(flannel, 'arm64')), {
      name: 'UserError',
      message: /cannot be found anywhere/,
    });
  });
});
