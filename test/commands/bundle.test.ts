import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { sha256 } from '../../src/artifacts/checksums.ts';
import { artifactsOf } from '../../src/artifacts/inventory-artifacts.ts';
import { formatSums } from '../../src/artifacts/sum-list.ts';
import { Version } from '../../src/distributions/version.ts';
import { imageFiles } from '../support/images.ts';
import { type Origin, startOrigin } from '../support/origin.ts';
import { makeScope } from '../support/plan.ts';
import { layOut, temporary } from '../support/temporary.ts';

// No sum of this version is known.
const version = '1.35.99';
const { cluster, nodes, cloudy } = makeScope({
  cloudy: { install: 'agent' },
  cluster: { version: Version.of(version) },
});
const needing = { cluster, nodes, cloudy };
const program = join(import.meta.dirname, '../../bin/dev.js');

/** A mirror that has all that a cluster needs, small. */
async function startMirror(t: TestContext): Promise<Origin> {
  const mirror = await startOrigin(t);
  const platforms = [{ architecture: 'amd64' }, { architecture: 'arm64', variant: 'v8' }];
  for (const { kind, name, origin } of artifactsOf(needing, ['arm64', 'amd64'])) {
    const path = origin.replace('https://', '');
    const files: Iterable<[string, Buffer]> =
      kind === 'image'
        ? await imageFiles(name, platforms)
        : [
            [path, Buffer.from(path)],
            [`${path}.sha256`, Buffer.from(sha256(Buffer.from(path)))],
          ];
    for (const [file, bytes] of files) mirror.files.set(file, bytes);
  }
  const named = [...mirror.files].filter(([file]) => !file.includes('sha256:'));
  const list = formatSums(new Map(named.map(([file, bytes]) => [file, sha256(bytes)])));
  mirror.files.set('SHA256SUMS', Buffer.from(list));
  return mirror;
}

async function setUp(t: TestContext) {
  const directory = await temporary(t);
  const mirror = await startMirror(t);
  const inventory = `cluster: {name: home, distribution: kubeadm, version: ${version}}
artifacts: {mirror: '${mirror.url}', sums: ${sha256(mirror.files.get('SHA256SUMS')!)}}
cloudy: {install: agent}
nodes: [{name: pi-1, role: control-plane, address: 192.168.0.201}]
`;
  await layOut(directory, [['inventory.yaml', inventory]]);
  const env = { ...process.env, XDG_CACHE_HOME: join(directory, 'cache') };
  const run = (...args: string[]) =>
    new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      const child = execFile(
        process.execPath,
        [program, 'bundle', ...args],
        { cwd: directory, env },
        (_, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
      );
    });
  return { directory, mirror, run };
}

const kubeadm = 'dl.k8s.io/release/v1.35.99/bin/linux/arm64/kubeadm';

describe('microcloud bundle', () => {
  it('creates, verifies, finds damage and repairs it', async (t) => {
    const { directory, run } = await setUp(t);
    const created = await run('create', 'bundle');
    assert.equal(created.code, 0, created.stderr);
    assert.match(
      created.stdout,
      /bundle has 13 artifacts, \d+ kB\.[\s\S]*artifacts:\n {2}bundle: \/.*\n {2}sums: [0-9a-f]{64}$/m,
    );
    assert.equal(created.stderr.trim().split('\n').length, 13);
    assert.match(created.stderr, /^registry\.k8s\.io\/pause:3\.10\.1 for arm64 {2}\d+ B$/m);
    const verified = (await run('verify', 'bundle')).stdout;
    assert.match(verified, /is complete for arm64 and undamaged/);
    const sums = /sums: (\w+)/.exec(created.stdout)?.[1];
    assert.match(verified, new RegExp(`^13 artifacts: as their publishers said .* It is ${sums}$`, 'm'));
    const incomplete = await run('verify', 'bundle', '--arch', 'amd64');
    assert.equal(incomplete.code, 1);
    assert.match(incomplete.stdout, /missing: kubeadm v1\.35\.99 for amd64: it has no/);

    appendFileSync(join(directory, 'bundle', kubeadm), 'x');
    const verdict = await run('verify', 'bundle');
    assert.equal(verdict.code, 1);
    assert.match(verdict.stdout, new RegExp(`damaged: ${kubeadm}: sha256 \\w+ instead of \\w+`));
    assert.match(verdict.stdout, /Try, .*microcloud bundle create \/.*bundle --arch arm64$/m);

    assert.equal((await run('create', 'bundle')).code, 0);
    assert.equal((await run('verify', 'bundle')).code, 0);
  });

  it('prints what it did as JSON', async (t) => {
    const { directory, run } = await setUp(t);
    const created = JSON.parse((await run('create', 'bundle', '--arch', 'amd64,arm64', '--json')).stdout);
    assert.equal(created.directory, join(directory, 'bundle'));
    assert.deepEqual(created.artifacts[0], {
      kind: 'file',
      name: 'kubeadm',
      version: 'v1.35.99',
      arch: 'amd64',
      origin: `https://${kubeadm.replace('arm64', 'amd64')}`,
      bytes: kubeadm.length,
    });
    const verdict = JSON.parse((await run('verify', 'bundle', '--json')).stdout);
    const { ok, archs, damaged, missing } = verdict;
    assert.deepEqual(
      { ok, archs, damaged, missing },
      { ok: true, archs: ['amd64', 'arm64'], damaged: [], missing: [] },
    );
  });

  for (const [title, args, code, pattern] of [
    [
      'an architecture that Kubernetes lacks',
      ['create', 'bundle', '--arch', 'armhf'],
      1,
      /does not run on armhf.*\nTry: .*k3s/,
    ],
    ['a word that is no architecture', ['create', 'bundle', '--arch', 'mips'], 2, /amd64, arm64, armhf/],
    ['a bundle that is not there', ['verify', 'nowhere'], 2, /nowhere can't be read.*\nTry: microcloud bundle create/],
    ['no directory', ['create'], 2, /directory/],
  ] as const) {
    it(`says what to do about ${title}`, async (t) => {
      const { run } = await setUp(t);
      const result = await run(...args);
      assert.equal(result.code, code);
      assert.match(result.stdout + result.stderr, pattern);
    });
  }
});
