import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { Artifact } from '../../src/artifacts/artifact-table.ts';
import { sha256 } from '../../src/artifacts/checksums.ts';
import { createBundle } from '../../src/artifacts/create-bundle.ts';
import { createStore } from '../../src/artifacts/store.ts';
import { parseSums } from '../../src/artifacts/sum-list.ts';
import { verifyBundle } from '../../src/artifacts/verify-bundle.ts';
import { imageFiles } from '../support/images.ts';
import { startOrigin } from '../support/origin.ts';
import { layOut, temporary } from '../support/temporary.ts';

const program = 'dl.k8s.io/release/v1.35.4/bin/linux/arm64/kubeadm';
const bytes = Buffer.alloc(100_000, 'kubeadm');
const pause = 'registry.k8s.io/pause:3.10.1';
const k3sFolder = 'github.com/k3s-io/k3s/releases/download/v1.35.4+k3s1';
const k3sUrl = `https://${k3sFolder.replace('+', '%2B')}`;

const kubeadm: Artifact = {
  kind: 'file',
  name: 'kubeadm',
  version: 'v1.35.4',
  arch: 'arm64',
  origin: `https://${program}`,
};
const k3s: Artifact = {
  kind: 'file',
  name: 'k3s',
  version: 'v1.35.4+k3s1',
  arch: 'armhf',
  origin: `${k3sUrl}/k3s-armhf`,
  checksums: `${k3sUrl}/sha256sum-arm.txt`,
};
const imageFor = (arch: Artifact['arch']): Artifact => ({
  kind: 'image',
  name: pause,
  version: '3.10.1',
  arch,
  origin: pause,
});
const artifacts = [kubeadm, k3s, imageFor('arm64'), imageFor('amd64')];

async function setUp(t: TestContext) {
  const platforms = ['amd64', 'arm64', 's390x'].map((architecture) => ({ architecture }));
  const origin = await startOrigin(t, [
    [program, bytes],
    [`${program}.sha256`, Buffer.from(sha256(bytes))],
    [`${k3sFolder}/k3s-armhf`, Buffer.from('k3s')],
    [`${k3sFolder}/sha256sum-arm.txt`, Buffer.from(`${sha256(Buffer.from('k3s'))}  k3s-armhf\n`)],
    ...(await imageFiles(pause, platforms)),
  ]);
  const directory = join(await temporary(t), 'bundle');
  const cache = join(directory, '..', 'cache');
  const options = { directory, cache, artifacts, pauses: [0], fetch: origin.fetch };
  return { origin, directory, cache, options };
}

function filesOf(directory: string): string[] {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map(({ parentPath, name }) => join(parentPath, name).slice(directory.length + 1)).sort();
}

describe('a bundle', () => {
  it('is laid out like the origins, with nothing for other architectures', async (t) => {
    const { origin, directory, options } = await setUp(t);
    const { bundled, sums } = await createBundle(options);
    assert.deepEqual(
      bundled.map(({ artifact }) => artifact),
      artifacts,
    );
    assert.deepEqual(
      bundled.slice(0, 2).map((each) => each.bytes),
      [bytes.length, 3],
    );
    const folders = filesOf(directory).map((file) => file.replace(/sha256:.*/, 'sha256:…'));
    const repository = 'registry.k8s.io/v2/pause';
    assert.deepEqual(
      folders,
      [
        program,
        `${program}.sha256`,
        `${k3sFolder}/k3s-armhf`,
        `${k3sFolder}/sha256sum-arm.txt`,
        ...Array(4).fill(`${repository}/blobs/sha256:…`),
        ...Array(3).fill(`${repository}/manifests/sha256:…`),
        `${repository}/manifests/3.10.1`,
        'SHA256SUMS',
      ].sort(),
    );
    const copied = filesOf(directory).filter((file) => file !== 'SHA256SUMS');
    for (const file of copied) assert.ok(origin.files.has(file), file);
    const list = readFileSync(join(directory, 'SHA256SUMS'));
    assert.equal(sums, sha256(list));
    assert.deepEqual([...parseSums(list.toString()).keys()], copied);
    execFileSync('sha256sum', ['-c', '--quiet', '--strict', 'SHA256SUMS'], { cwd: directory });
  });

  it('is complete when verified, and enough for a store without internet', async (t) => {
    const { directory, cache, options } = await setUp(t);
    const { sums } = await createBundle(options);
    const { damaged, missing, files } = await verifyBundle(directory, artifacts);
    assert.deepEqual({ damaged, missing, files }, { damaged: [], missing: [], files: 13 });
    const store = createStore({ bundle: directory, sums, cache, fetch: () => assert.fail('asked the internet') });
    for (const artifact of artifacts) assert.ok((await store.fetch(artifact)).bytes > 0);
  });

  it('is not downloaded again, and repaired where it is damaged', async (t) => {
    const { origin, directory, options } = await setUp(t);
    await createBundle(options);
    const before = origin.log.length;
    await createBundle(options);
    const again = origin.log.slice(before).filter((line) => !/manifests|sha256$|txt$/.test(line));
    assert.deepEqual(again, [], 'only what proves the files is asked for');
    for (const file of filesOf(directory).filter((name) => !/manifests|sha256$|txt$|SUMS$/.test(name))) {
      appendFileSync(join(directory, file), 'x');
    }
    await createBundle(options);
    assert.deepEqual((await verifyBundle(directory, artifacts)).damaged, []);
  });

  it('takes from the cache what is there, and leaves it there', async (t) => {
    const { origin, directory, cache, options } = await setUp(t);
    await createStore(options).fetch(kubeadm);
    origin.files.delete(program);
    await createBundle({ ...options, artifacts: [kubeadm] });
    assert.ok(filesOf(directory).includes(program) && filesOf(cache).includes(program));
  });

  it('grows by another architecture', async (t) => {
    const { directory, options } = await setUp(t);
    await createBundle({ ...options, artifacts: [imageFor('arm64')] });
    assert.deepEqual((await verifyBundle(directory, [imageFor('amd64')])).missing.length, 1);
    await createBundle({ ...options, artifacts: [imageFor('amd64')] });
    assert.deepEqual((await verifyBundle(directory, [imageFor('amd64'), imageFor('arm64')])).missing, []);
  });

  const kinds: readonly [string, RegExp][] = [
    ['a program', /kubeadm$/],
    ['its checksum', /kubeadm\.sha256$/],
    ['a program of a list', /k3s-armhf$/],
    ['a list of checksums', /sha256sum-arm\.txt$/],
    ['a layer or configuration', /blobs/],
    ['a manifest', /manifests\/sha256/],
    ['what a tag names', /manifests\/3\.10\.1$/],
  ];
  for (const [title, pattern] of kinds) {
    it(`does not verify when someone has touched ${title}`, async (t) => {
      const { directory, options } = await setUp(t);
      await createBundle(options);
      const file = filesOf(directory).find((name) => pattern.test(name))!;
      writeFileSync(join(directory, file), 'touched');
      const { damaged, missing } = await verifyBundle(directory, artifacts);
      const said = [...damaged.map((each) => `${each.file} ${each.reason}`), ...missing].join('\n');
      assert.ok(said.includes(file.replace(/\.sha256$/, '')), said);
      if (title.startsWith('a program')) assert.match(said, /sha256 [0-9a-f]{64} instead of [0-9a-f]{64}/);
    });

    it(`does not verify without ${title}`, async (t) => {
      const { directory, options } = await setUp(t);
      await createBundle(options);
      const file = filesOf(directory).find((name) => pattern.test(name))!;
      rmSync(join(directory, file));
      const { damaged, missing } = await verifyBundle(directory, artifacts);
      assert.ok(damaged.length + missing.length > 0);
      assert.ok(JSON.stringify({ damaged, missing }).includes(file.replace(/sha256:.*/, '')), file);
    });
  }

  describe('at whose word', () => {
    const titles = [
      'kubeadm v1.35.4 for arm64',
      'k3s v1.35.4+k3s1 for armhf',
      `${pause} for arm64`,
      `${pause} for amd64`,
    ];
    const none = { microcloud: [], inventory: [], list: [], bundle: [] };

    it("is its list's: publishers', when it was made", async (t) => {
      const { directory, options } = await setUp(t);
      const { sums } = await createBundle(options);
      const verdict = await verifyBundle(directory, artifacts);
      assert.deepEqual([verdict.words, verdict.sums], [{ ...none, list: titles }, sums]);
    });

    it("is the inventory's where it names the list", async (t) => {
      const { directory, options } = await setUp(t);
      const { sums } = await createBundle(options);
      const verdict = await verifyBundle(directory, artifacts, sums);
      assert.deepEqual([verdict.words, verdict.damaged], [{ ...none, inventory: titles }, []]);
    });

    it("is microcloud's where microcloud knows the sum", async (t) => {
      const { directory, options } = await setUp(t);
      await createBundle(options);
      const known = { ...kubeadm, pin: { sha256: sha256(bytes) } };
      assert.deepEqual((await verifyBundle(directory, [known])).words, { ...none, microcloud: titles.slice(0, 1) });
      const other = await verifyBundle(directory, [{ ...kubeadm, pin: { sha256: '0'.repeat(64) } }]);
      assert.deepEqual(other.damaged, [
        { file: program, reason: `sha256 ${sha256(bytes)} instead of ${'0'.repeat(64)}` },
      ]);
    });

    it('is nobody else without a list', async (t) => {
      const { directory, options } = await setUp(t);
      await createBundle(options);
      rmSync(join(directory, 'SHA256SUMS'));
      assert.deepEqual((await verifyBundle(directory, artifacts)).words, { ...none, bundle: titles });
    });

    it('is not a list that is another one than the inventory says', async (t) => {
      const { directory, options } = await setUp(t);
      const { sums } = await createBundle(options);
      const { damaged } = await verifyBundle(directory, artifacts, '0'.repeat(64));
      assert.deepEqual(damaged, [{ file: 'SHA256SUMS', reason: `sha256 ${sums} instead of ${'0'.repeat(64)}` }]);
    });

    it('is a list that names what somebody changed together with its own checksum', async (t) => {
      const { directory, options } = await setUp(t);
      await createBundle(options);
      writeFileSync(join(directory, program), 'evil');
      writeFileSync(join(directory, `${program}.sha256`), sha256(Buffer.from('evil')));
      const { damaged } = await verifyBundle(directory, artifacts);
      assert.deepEqual(
        damaged.map(({ file }) => file),
        [program, `${program}.sha256`],
      );
    });

    it('lists nothing that was in the directory before and was not verified', async (t) => {
      const { directory, options } = await setUp(t);
      await layOut(directory, [['dl.k8s.io/release/v1.35.4/bin/linux/amd64/kubelet', 'evil']]);
      await createBundle(options);
      assert.doesNotMatch(readFileSync(join(directory, 'SHA256SUMS'), 'utf8'), /kubelet/);
    });
  });

  it('can be laid out by hand: a plain manifest under its tag and digest', async (t) => {
    const { directory } = await setUp(t);
    await layOut(directory, await imageFiles(pause, [{ architecture: 'arm64' }]));
    assert.deepEqual(
      await verifyBundle(directory, [imageFor('arm64')]).then(({ damaged, missing }) => [damaged, missing]),
      [[], []],
    );
    assert.match(
      (await verifyBundle(directory, [imageFor('amd64')])).missing.join(),
      /pause:3\.10\.1 for amd64: its .* is for linux\/arm64/,
    );
  });

  it('does not exist before it is made', async (t) => {
    const { directory } = await setUp(t);
    await assert.rejects(verifyBundle(directory, []), {
      name: 'UserError',
      hints: [`microcloud bundle create ${directory}`],
    });
  });
});
