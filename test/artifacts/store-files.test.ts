import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cp, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { Artifact } from '../../src/artifacts/artifact-table.ts';
import { sha256 } from '../../src/artifacts/checksums.ts';
import type { SourceOptions } from '../../src/artifacts/sources.ts';
import { createStore } from '../../src/artifacts/store.ts';
import { type Origin, startOrigin } from '../support/origin.ts';
import { layOut, temporary } from '../support/temporary.ts';

const path = 'dl.k8s.io/release/v1.35.4/bin/linux/arm64/kubeadm';
const kubeadm: Artifact = {
  kind: 'file',
  name: 'kubeadm',
  version: 'v1.35.4',
  arch: 'arm64',
  origin: `https://${path}`,
};
const bytes = Buffer.alloc(300_000, 'kubeadm ');
/** The same file as if microcloud knew it. */
const pinned: Artifact = { ...kubeadm, pin: { sha256: sha256(bytes) } };
const list = `${sha256(bytes)}  ${path}\n`;
const sumOfList = sha256(Buffer.from(list));
const files = (): [string, Buffer][] => [
  [path, bytes],
  [`${path}.sha256`, Buffer.from(sha256(bytes))],
];
const pauses = [0, 0, 0];
const asksForFile = (origin: Origin) => origin.log.filter((line) => line.includes(' ') && !line.includes('.sha256'));

async function setUp(t: TestContext, options: Partial<SourceOptions> = {}, traits = {}) {
  const cache = join(await temporary(t), 'cache');
  const origin = await startOrigin(t, files(), traits);
  const notices: string[] = [];
  const notice = (message: string) => void notices.push(message);
  const make = (more: Partial<SourceOptions> = {}) =>
    createStore({ cache, pauses, fetch: origin.fetch, notice, ...options, ...more });
  return { cache, origin, notices, make };
}

describe('the store, for files', () => {
  it('downloads a file from its origin, verified, and asks again for nothing', async (t) => {
    const { cache, origin, make } = await setUp(t);
    const seen: (number | undefined)[][] = [];
    const fetched = await make().fetch(kubeadm, (...progress) => void seen.push(progress));
    assert.deepEqual(fetched, { file: join(cache, path), sha256: sha256(bytes), bytes: bytes.length });
    assert.deepEqual(readFileSync(fetched.file), bytes);
    assert.deepEqual(seen.at(-1), [bytes.length, bytes.length]);
    const before = origin.log.length;
    assert.deepEqual(await make().fetch(kubeadm), fetched);
    assert.equal(origin.log.length, before);
  });

  it('downloads once for any number of askers, all of whom see the progress', async (t) => {
    const { origin, make } = await setUp(t);
    const store = make();
    const ends = Array<number>(20).fill(0);
    const ask = (_: unknown, index: number) => store.fetch(kubeadm, (done) => void ends.splice(index, 1, done));
    const results = await Promise.all(Array.from({ length: 20 }, ask));
    assert.equal(new Set(results).size, 1);
    assert.deepEqual(asksForFile(origin), [`200 ${path}`]);
    assert.deepEqual(ends, Array(20).fill(bytes.length));
  });

  it('goes on where the link was cut, and says why', async (t) => {
    const { origin, notices, make } = await setUp(t);
    origin.stopAfter(path, 100_000, 50_000);
    const fetched = await make().fetch(kubeadm, (done) => {
      if (done === 100_000 || done === 150_000) origin.cut();
    });
    assert.deepEqual(readFileSync(fetched.file), bytes);
    assert.deepEqual(asksForFile(origin), [`200 ${path}`, `206 ${path} bytes=100000-`, `206 ${path} bytes=150000-`]);
    assert.match(notices[0]!, /kubeadm breaks off after \d+ bytes \(.+\); trying again/);
  });

  it('starts again where the server does not take ranges', async (t) => {
    const { origin, make } = await setUp(t, {}, { deaf: true });
    origin.stopAfter(path, 100_000);
    const fetched = await make().fetch(kubeadm, (done) => void (done === 100_000 && origin.cut()));
    assert.deepEqual(readFileSync(fetched.file), bytes);
    assert.deepEqual(asksForFile(origin), [`200 ${path}`, `200 ${path} bytes=100000-`]);
  });

  it('goes on with what an earlier process left', async (t) => {
    const { cache, origin, make } = await setUp(t);
    await layOut(cache, [[`${path}.part-4194305`, bytes.subarray(0, 200_000)]]);
    assert.deepEqual(readFileSync((await make().fetch(kubeadm)).file), bytes);
    assert.deepEqual(asksForFile(origin), [`206 ${path} bytes=200000-`]);
    assert.deepEqual((await readdir(join(cache, dirname(path)))).sort(), ['kubeadm', 'kubeadm.sha256']);
  });

  for (const [title, left] of [
    ['other bytes', Buffer.alloc(1000, 'x')],
    ['more than there is', Buffer.alloc(400_000, 'x')],
    ['as many, but other bytes', Buffer.alloc(bytes.length, 'x')],
  ] as const) {
    it(`starts over when an earlier process left ${title}`, async (t) => {
      const { cache, make } = await setUp(t);
      await layOut(cache, [[`${path}.part-4194305`, left]]);
      assert.deepEqual(readFileSync((await make().fetch(kubeadm)).file), bytes);
    });
  }

  it('leaves alone what a living process is downloading', async (t) => {
    const { cache, make } = await setUp(t);
    await layOut(cache, [[`${path}.part-${process.ppid}`, Buffer.from('busy')]]);
    await make().fetch(kubeadm);
    assert.equal(readFileSync(join(cache, `${path}.part-${process.ppid}`), 'utf8'), 'busy');
  });

  it('waits for a server in trouble', async (t) => {
    const { origin, notices, make } = await setUp(t);
    origin.answer(path, 503, 429);
    await make().fetch(kubeadm);
    assert.deepEqual(
      notices.map((notice) => /answers (\d+)/.exec(notice)?.[1]),
      ['503', '429'],
    );
  });

  it('gives up on a link that stays dead, saying what was tried and what to do', async (t) => {
    const { origin, make } = await setUp(t, { bundle: '/nowhere/bundle' });
    origin.stopAfter(path, 0, 0, 0, 0, 0, 0);
    await assert.rejects(make().fetch(pinned), (error: Error & { hints: string[] }) => {
      assert.equal(error.name, 'UserError');
      assert.match(error.message, /^kubeadm v1\.35\.4 for arm64 cannot be found anywhere\./);
      assert.match(error.message, /the bundle \/nowhere\/bundle: it has no dl\.k8s\.io/);
      assert.match(error.message, /the cache .*: it has no /);
      assert.match(error.message, /the internet: https:\/\/dl\.k8s\.io\/.*kubeadm /);
      assert.doesNotMatch(error.hints.join(), /cluster\.version/);
      assert.match(error.hints.join(), /bundle create.*artifacts\.bundle.*artifacts\.mirror/);
      return true;
    });
    assert.equal(asksForFile(origin).length, 1 + pauses.length);
  });

  it('does not remember a failure', async (t) => {
    const { origin, make } = await setUp(t);
    const store = make();
    origin.answer(`${path}.sha256`, 404);
    await assert.rejects(store.fetch(kubeadm), (error: Error & { hints: string[] }) => {
      assert.match(error.message, /answers 404/);
      assert.equal(error.hints[0], 'Is there a version v1.35.4? If not, correct cluster.version');
      return true;
    });
    assert.deepEqual(readFileSync((await store.fetch(kubeadm)).file), bytes);
  });

  it('refuses bytes that are not the published ones, and keeps nothing of them', async (t) => {
    const { cache, origin, make } = await setUp(t);
    const other = Buffer.alloc(10, 'evil');
    origin.files.set(path, other);
    await assert.rejects(make().fetch(kubeadm), (error: Error & { hints: string[] }) => {
      assert.equal(error.name, 'UserError');
      assert.ok(error.message.includes(`sha256 ${sha256(other)} instead of ${sha256(bytes)}`), error.message);
      assert.match(error.message, /^kubeadm v1\.35\.4 for arm64 from the internet is damaged: https:\/\/dl\.k8s\.io/);
      assert.equal(error.hints.length, 1);
      return true;
    });
    assert.deepEqual(readdirSync(join(cache, dirname(path))), []);
  });

  it('replaces a damaged copy in the cache', async (t) => {
    const { make } = await setUp(t);
    const { file } = await make().fetch(kubeadm);
    writeFileSync(file, 'rotten');
    assert.deepEqual(readFileSync((await make().fetch(kubeadm)).file), bytes);
  });

  for (const [title, artifact, sums] of [
    ['that microcloud knows', pinned, undefined],
    ['that the list names which the inventory vouches for', kubeadm, sumOfList],
    // What was built from source is never what its publisher built.
    [
      'of that list, also where microcloud knows another one',
      { ...kubeadm, pin: { sha256: '0'.repeat(64) } },
      sumOfList,
    ],
  ] as const) {
    it(`takes a file ${title} from a bundle as it lies there, without a word to the internet`, async (t) => {
      const { origin, make } = await setUp(t);
      const bundle = await temporary(t);
      await layOut(bundle, [...files(), ['SHA256SUMS', list]]);
      assert.equal((await make({ bundle, sums }).fetch(artifact)).file, join(bundle, path));
      assert.deepEqual(origin.log, []);
    });
  }

  it('takes nothing at the word of a bundle alone: its publisher is asked', async (t) => {
    const { origin, make } = await setUp(t);
    const bundle = await temporary(t);
    const evil = Buffer.from('evil');
    await layOut(bundle, [
      [path, evil],
      [`${path}.sha256`, sha256(evil)],
      ['SHA256SUMS', `${sha256(evil)}  ${path}\n`],
    ]);
    assert.deepEqual(readFileSync((await make({ bundle }).fetch(kubeadm)).file), bytes);
    assert.equal(asksForFile(origin).length, 1);
    origin.files.clear();
    await rm(join(bundle, '..', 'cache'), { recursive: true, force: true });
    await assert.rejects(make({ bundle, cache: join(bundle, 'none') }).fetch(kubeadm), {
      message: /the bundle .*: no sum of https:\/\/dl\.k8s\.io.*kubeadm is known: .*artifacts\.sums/,
    });
  });

  it('takes nothing of a bundle whose list is another one than the inventory says', async (t) => {
    const { make } = await setUp(t);
    const bundle = await temporary(t);
    await layOut(bundle, [...files(), ['SHA256SUMS', `${list}${'0'.repeat(64)}  more\n`]]);
    await assert.rejects(make({ bundle, sums: sumOfList }).fetch(kubeadm), {
      message: /SHA256SUMS has sha256 [0-9a-f]{64} instead of [0-9a-f]{64}, which artifacts\.sums says/,
    });
  });

  for (const [place, options] of [
    ['mirror', (url: string) => ({ mirror: url })],
    ['mirror with a list', (url: string) => ({ mirror: `${url}/`, sums: sumOfList })],
  ] as const) {
    it(`refuses what a ${place} has in place of a file that is known`, async (t) => {
      const evil = Buffer.from('evil');
      const mirror = await startOrigin(t, [
        [path, evil],
        [`${path}.sha256`, Buffer.from(sha256(evil))],
        ['SHA256SUMS', Buffer.from(list)],
      ]);
      const { make } = await setUp(t);
      await assert.rejects(make(options(mirror.url)).fetch(pinned), { message: /from the mirror .* is damaged/ });
    });
  }

  it('does not even ask a mirror for what microcloud does not know', async (t) => {
    const evil = Buffer.from('evil');
    const mirror = await startOrigin(t, [
      [path, evil],
      [`${path}.sha256`, Buffer.from(sha256(evil))],
    ]);
    const { make } = await setUp(t);
    assert.deepEqual(readFileSync((await make({ mirror: mirror.url }).fetch(kubeadm)).file), bytes);
    assert.deepEqual(mirror.log, []);
  });

  it('keeps nothing of what a list says for later, when the list is not named any more', async (t) => {
    const { cache, origin, make } = await setUp(t);
    const mirror = await startOrigin(t, [...files(), ['SHA256SUMS', Buffer.from(list)]]);
    await make({ mirror: mirror.url, sums: sumOfList }).fetch(kubeadm);
    assert.deepEqual(origin.log, []);
    assert.deepEqual(readdirSync(join(cache, dirname(path))), ['kubeadm']);
    await make().fetch(kubeadm);
    assert.deepEqual(origin.log, [`200 ${path}.sha256`]);
  });

  it('follows a publisher nowhere but over HTTPS', async (t) => {
    const { make } = await setUp(t);
    const elsewhere = await startOrigin(t, [[`${path}.sha256`, Buffer.from(sha256(bytes))]]);
    const redirect = async () =>
      new Response(null, { status: 302, headers: { location: `${elsewhere.url}/${path}.sha256` } });
    await assert.rejects(make({ fetch: redirect }).fetch(kubeadm), {
      message: /https:\/\/dl\.k8s\.io leads away from HTTPS, to http:\/\/127\.0\.0\.1/,
    });
    assert.deepEqual(elsewhere.log, []);
  });

  it('reads no endless document', async (t) => {
    const { origin, make } = await setUp(t);
    origin.files.set(`${path}.sha256`, Buffer.alloc((4 << 20) + 1, 'a'));
    await assert.rejects(make().fetch(kubeadm), { message: /kubeadm\.sha256 is longer than a document can be/ });
  });

  it("refuses a bundle's damaged file and leaves it where it is", async (t) => {
    const { make } = await setUp(t);
    const bundle = await temporary(t);
    await layOut(bundle, files());
    writeFileSync(join(bundle, path), 'rotten');
    await assert.rejects(make({ bundle }).fetch(pinned), {
      name: 'UserError',
      message: new RegExp(`from the bundle ${bundle} is damaged: ${join(bundle, path)} has sha256`),
    });
    assert.equal(readFileSync(join(bundle, path), 'utf8'), 'rotten');
  });

  it('prefers the cache to the mirror, and the mirror to the origin', async (t) => {
    const { cache, origin, make } = await setUp(t);
    const mirror = await startOrigin(t, files());
    await make({ mirror: `${mirror.url}/` }).fetch(pinned);
    assert.deepEqual([asksForFile(mirror).length, origin.log.length], [1, 0]);
    await make({ mirror: mirror.url }).fetch(pinned);
    assert.equal(asksForFile(mirror).length, 1);
    mirror.files.clear();
    await rm(cache, { recursive: true });
    await make({ mirror: mirror.url }).fetch(pinned);
    assert.equal(asksForFile(origin).length, 1);
  });

  it('takes a list of checksums that names many files', async (t) => {
    const { origin, make } = await setUp(t);
    const release = 'https://github.com/k3s-io/k3s/releases/download/v1.35.4%2Bk3s1';
    const place = 'github.com/k3s-io/k3s/releases/download/v1.35.4+k3s1';
    origin.files.set(`${place}/k3s-armhf`, bytes);
    origin.files.set(
      `${place}/sha256sum-arm.txt`,
      Buffer.from(`${'0'.repeat(64)}  k3s\n${sha256(bytes)}  k3s-armhf\n`),
    );
    const k3s = { origin: `${release}/k3s-armhf`, checksums: `${release}/sha256sum-arm.txt` };
    const artifact: Artifact = { kind: 'file', name: 'k3s', version: 'v1.35.4+k3s1', arch: 'armhf', ...k3s };
    assert.equal((await make().fetch(artifact)).sha256, sha256(bytes));
  });

  it('is a mirror itself: a cache serves as a bundle', async (t) => {
    const { cache, make } = await setUp(t);
    await make().fetch(pinned);
    const bundle = await temporary(t);
    await cp(cache, bundle, { recursive: true });
    const offline = createStore({
      bundle,
      cache: join(bundle, 'none'),
      fetch: () => assert.fail('asked the internet'),
    });
    assert.equal((await offline.fetch(pinned)).file, join(bundle, path));
  });
});
