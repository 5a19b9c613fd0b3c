import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
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

  it('is taken from a bundle without a list of sums, and pushed with the sum of its bytes', async (t) => {
    const { bundle, artifact, store, archive } = await setUp(t);
    const { file, sha256 } = await store.fetch(artifact);
    assert.deepEqual([file, sha256], [join(bundle, path), await sha256File(archive)]);
    assert.deepEqual((await verifyBundle(bundle, [artifact])).damaged, []);
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
