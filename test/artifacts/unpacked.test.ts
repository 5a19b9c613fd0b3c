import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Artifact } from '../../src/artifacts/artifact-table.ts';
import { sha256File } from '../../src/artifacts/checksums.ts';
import { createStore } from '../../src/artifacts/store.ts';
import { sha256Unpacked } from '../../src/artifacts/unpacked.ts';
import { verifyBundle } from '../../src/artifacts/verify-bundle.ts';
import { layOut, temporary } from '../support/temporary.ts';

const files = [
  ['Makefile', 'install:\n'],
  ['a', ''],
  // git sorts folders as if their names ended in a slash: a.b, a/b, a0.
  ['a.b/c', 'one'],
  ['a0', 'two'],
  ['plug/öffentlich.php', 'three'],
  [`deep/${'x'.repeat(60)}/${'y'.repeat(60)}`, Buffer.alloc(1500, 7)],
] as const;

/** A folder of files, and what its archive is called. */
async function folder(t: TestContext): Promise<{ readonly site: string; readonly archive: string }> {
  const site = join(await temporary(t), 'cDistro-4368300');
  await layOut(site, files);
  chmodSync(join(site, 'a'), 0o755);
  return { site, archive: `${site}.tar.gz` };
}

function pack(site: string, archive: string, program: string): void {
  const names = ['--format=ustar', '-C', dirname(site), 'cDistro-4368300'];
  execFileSync('tar', ['-cf', archive, `--use-compress-program=${program}`, ...names]);
}

/** What git itself says. */
function writeTree(site: string): string {
  const git = (...args: string[]) => execFileSync('git', ['-C', site, '-c', 'core.fileMode=true', ...args]);
  git('init', '-q', '--object-format=sha256');
  git('add', '-A');
  return git('write-tree').toString().trim();
}

describe('what an archive unpacks to', () => {
  it("has the sum that is git's own, however it was packed", async (t) => {
    const { site, archive } = await folder(t);
    pack(site, archive, 'gzip -1');
    const first = { bytes: await sha256File(archive), unpacked: await sha256Unpacked(archive) };
    pack(site, archive, 'gzip -9');
    assert.notEqual(await sha256File(archive), first.bytes);
    assert.equal(await sha256Unpacked(archive), first.unpacked);
    assert.equal(first.unpacked, writeTree(site));
  });

  it('has the same sum as git archive gives it, with a note of the commit', async (t) => {
    const { site, archive } = await folder(t);
    const tree = writeTree(site);
    const git = (...args: string[]) =>
      execFileSync('git', ['-C', site, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args]);
    git('commit', '-q', '-m', 'all');
    git('archive', '--prefix=cDistro-4368300/', '-o', archive, 'HEAD');
    assert.equal(await sha256Unpacked(archive), tree);
  });

  for (const [what, change] of Object.entries({
    'a byte': (site: string) => writeFileSync(join(site, 'a0'), 'twO'),
    'a name': (site: string) => copyFileSync(join(site, 'a0'), join(site, 'a1')),
    'a mode': (site: string) => chmodSync(join(site, 'Makefile'), 0o755),
  })) {
    it(`has another sum when ${what} differs`, async (t) => {
      const { site, archive } = await folder(t);
      pack(site, archive, 'gzip');
      const before = await sha256Unpacked(archive);
      change(site);
      pack(site, archive, 'gzip');
      assert.notEqual(await sha256Unpacked(archive), before);
    });
  }
});

describe('an artifact whose sum is in the table', () => {
  const origin = 'https://codeload.github.com/Clommunity/cDistro/tar.gz/4368300';
  const path = 'codeload.github.com/Clommunity/cDistro/tar.gz/4368300';

  async function setUp(t: TestContext) {
    const { site, archive } = await folder(t);
    pack(site, archive, 'gzip');
    const sha256 = await sha256Unpacked(archive);
    const bundle = await temporary(t);
    mkdirSync(dirname(join(bundle, path)), { recursive: true });
    copyFileSync(archive, join(bundle, path));
    const pin = { sha256, unpacked: true } as const;
    const artifact: Artifact = { kind: 'file', name: 'cDistro', version: '4368300', arch: 'all', origin, pin };
    const store = createStore({ cache: await temporary(t), bundle, fetch: () => Promise.reject(new Error('no net')) });
    return { bundle, artifact, store, archive };
  }

  /** What tar unpacks of an archive, as a node does: path and whether it may be run, with the content. */
  async function unpackedBy(t: TestContext, archive: string): Promise<Readonly<Record<string, string>>> {
    const target = await temporary(t);
    execFileSync('tar', ['-xf', archive, '-C', target, '--strip-components=1', '--no-same-owner']);
    const entries = readdirSync(target, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return Object.fromEntries(
      entries.map(({ parentPath, name }) => {
        const file = join(parentPath, name);
        const mark = (statSync(file).mode & 0o111) === 0 ? '' : '*';
        return [`${file.slice(target.length + 1)}${mark}`, readFileSync(file, 'latin1')];
      }),
    );
  }
  const whole = Object.fromEntries(
    files.map(([name, content]) => [name === 'a' ? 'a*' : name, content.toString('latin1')]),
  );

  it('is taken from a bundle without a list of sums, and packed anew from the files that were verified', async (t) => {
    const { bundle, artifact, store, archive } = await setUp(t);
    const { file, sha256, bytes } = await store.fetch(artifact);
    assert.notEqual(await sha256File(archive), sha256);
    assert.deepEqual([await sha256File(file), statSync(file).size], [sha256, bytes]);
    assert.deepEqual(await unpackedBy(t, file), whole);
    assert.deepEqual((await verifyBundle(bundle, [artifact])).damaged, []);
  });

  /** A header for tar, as an attacker writes it: `fields` says what stands where. */
  function header(fields: Readonly<Record<number, string | Buffer>>): Buffer {
    const block = Buffer.alloc(512);
    for (const [at, text] of Object.entries({ 257: 'ustar\x0000', 100: '0000755\0', 148: ' '.repeat(8), ...fields }))
      (Buffer.isBuffer(text) ? text : Buffer.from(text)).copy(block, Number(at));
    block.write(
      `${block
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148,
    );
    return block;
  }
  const evil = 'install:\n\ttouch /pwned\n';
  const hidden = [
    header({
      0: 'cDistro-4368300/Makefile',
      100: '0000644\0',
      124: `${evil.length.toString(8).padStart(11, '0')}\0`,
      156: '0',
    }),
    Buffer.concat([Buffer.from(evil), Buffer.alloc(512 - evil.length)]),
  ];
  const ends = {
    'behind a file of the same name': [],
    'behind a folder whose name is empty and stands in the prefix': [
      header({ 345: 'cDistro-4368300/x', 124: '00000000000\0', 156: '5' }),
    ],
    'behind a folder whose size is in base 256': [
      header({ 0: 'cDistro-4368300/x/', 124: Buffer.from([0x80, ...Array(11).fill(0)]), 156: '5' }),
    ],
  };
  for (const [where, middle] of Object.entries(ends)) {
    it(`brings nothing to a node that is hidden ${where}`, async (t) => {
      const { bundle, artifact, store, archive } = await setUp(t);
      const tar = gunzipSync(readFileSync(archive));
      // Up to the blocks of zeros at its end.
      const end = Math.ceil((tar.findLastIndex((byte) => byte !== 0) + 1) / 512) * 512;
      const attack = gzipSync(Buffer.concat([tar.subarray(0, end), ...middle, ...hidden, Buffer.alloc(1024)]));
      writeFileSync(join(bundle, path), attack);
      assert.equal((await unpackedBy(t, join(bundle, path)).catch(() => ({ Makefile: evil }))).Makefile, evil);
      const fetched = await store.fetch(artifact).catch(() => undefined);
      if (fetched) assert.deepEqual(await unpackedBy(t, fetched.file), whole);
    });
  }

  it('is no archive that has a file, and another one below its name', async (t) => {
    const { bundle, artifact, store, archive } = await setUp(t);
    const tar = gunzipSync(readFileSync(archive));
    const end = Math.ceil((tar.findLastIndex((byte) => byte !== 0) + 1) / 512) * 512;
    const below = header({ 0: 'cDistro-4368300/Makefile/evil', 124: '00000000000\0', 156: '0' });
    writeFileSync(join(bundle, path), gzipSync(Buffer.concat([tar.subarray(0, end), below, Buffer.alloc(1024)])));
    await assert.rejects(store.fetch(artifact));
  });

  it('is no archive that unpacks to gigabytes', async (t) => {
    const { bundle, artifact, store } = await setUp(t);
    writeFileSync(join(bundle, path), gzipSync(Buffer.alloc(257 << 20)));
    await assert.rejects(store.fetch(artifact), /is damaged/);
  });

  it('is refused when it holds something else, or is no archive', async (t) => {
    const { bundle, artifact, store } = await setUp(t);
    const wrong = { ...artifact, pin: { sha256: '0'.repeat(64), unpacked: true } } as const;
    await assert.rejects(store.fetch(wrong), /cDistro 4368300 from the bundle .* is damaged/);
    writeFileSync(join(bundle, path), 'Not Found');
    await assert.rejects(store.fetch(artifact), /cDistro 4368300 from the bundle .* is damaged/);
    const { damaged } = await verifyBundle(bundle, [artifact]);
    assert.deepEqual(
      damaged.map(({ file }) => file),
      [path],
    );
  });
});
