import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, chown, copyFile, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { temporary } from '../support/temporary.ts';

const exec = promisify(execFile);
const start = resolve(import.meta.dirname, '../../bin/run.js');
const built = resolve(import.meta.dirname, '../../dist/microcloud.cjs');
const isRoot = process.getuid?.() === 0;

describe('the built program, with what V8 compiled of it before', () => {
  it('takes it from the second run on, from a folder that only its user may enter', async (t) => {
    const { run, folder } = await setUp(t);
    assert.deepEqual(await run(), { said: 'one', tookCode: false });
    assert.deepEqual(await run(), { said: 'one', tookCode: true });
    assert.equal((await stat(folder)).mode & 0o777, 0o700);
  });

  it('is what the file says when that has changed, even to one of the same length', async (t) => {
    const { run } = await setUp(t);
    await run();
    assert.deepEqual(await run({ word: 'two' }), { said: 'two', tookCode: false });
    assert.deepEqual(await run({ word: 'two' }), { said: 'two', tookCode: true });
  });

  it('does not take it where a card has lost a bit of it, and keeps it anew', async (t) => {
    const { run, folder } = await setUp(t);
    await run();
    const [version = ''] = await readdir(folder);
    for (const name of await readdir(join(folder, version))) {
      const path = join(folder, version, name);
      const kept = await readFile(path);
      await writeFile(path, kept.with(kept.length >> 1, kept[kept.length >> 1]! ^ 1));
    }
    assert.deepEqual(await run(), { said: 'one', tookCode: false });
    assert.deepEqual(await run(), { said: 'one', tookCode: true });
  });

  it('is the program as it was built', { skip: !existsSync(built) && 'needs a build' }, async (t) => {
    const { cache } = await setUp(t);
    for (const XDG_CACHE_HOME of [cache, cache, '/proc/nothing']) {
      const env = { ...process.env, XDG_CACHE_HOME };
      const { stdout } = await exec(process.execPath, [start, '--version'], { env, timeout: 60_000 });
      assert.match(stdout, /^microcloud\/\d/);
    }
  });

  for (const [what, path] of [
    ['is not set', undefined],
    ['is a relative path', 'here'],
  ] as const) {
    it(`lies below the home directory where XDG_CACHE_HOME ${what}`, async (t) => {
      const { run, home } = await setUp(t);
      await run({ env: { XDG_CACHE_HOME: path, HOME: home } });
      assert.deepEqual(await readdir(join(home, '.cache/microcloud')), ['code']);
    });
  }

  for (const [where, path] of [
    ['in /proc, where Node itself would try for ever', '/proc/nothing/deep'],
    ['where the folder would lie in a file', '/dev/null'],
  ] as const) {
    it(`runs without it ${where}`, async (t) => {
      const { run } = await setUp(t);
      assert.deepEqual(await run({ env: { XDG_CACHE_HOME: path } }), { said: 'one', tookCode: false });
      assert.deepEqual(await run({ env: { XDG_CACHE_HOME: path } }), { said: 'one', tookCode: false });
    });
  }

  it('runs where there is no HOME', async (t) => {
    const { run } = await setUp(t);
    const env = { XDG_CACHE_HOME: undefined, HOME: undefined, NODE_DISABLE_COMPILE_CACHE: '1' };
    assert.equal((await run({ env })).said, 'one');
  });

  it('runs where HOME is a directory that nobody can write', async (t) => {
    const { run } = await setUp(t);
    const env = { XDG_CACHE_HOME: undefined, HOME: '/proc/nobody' };
    assert.deepEqual(await run({ env }), { said: 'one', tookCode: false });
  });

  it('does not take it from a folder that others can write', async (t) => {
    const { run, cache, folder } = await setUp(t);
    await run();
    for (const path of [folder, join(cache, 'microcloud')]) {
      await chmod(path, 0o777);
      assert.equal((await run()).tookCode, false);
      await chmod(path, 0o700);
      assert.equal((await run()).tookCode, true);
    }
  });

  it('does not take it through a link, which another user may have laid', async (t) => {
    const { run, cache } = await setUp(t);
    await mkdir(join(cache, 'elsewhere/code'), { recursive: true, mode: 0o700 });
    await symlink('elsewhere', join(cache, 'microcloud'));
    await run();
    assert.equal((await run()).tookCode, false);
    assert.deepEqual(await readdir(join(cache, 'elsewhere/code')), []);
  });

  it('does not take it from a folder of another user', { skip: !isRoot && 'needs root' }, async (t) => {
    const { run, folder } = await setUp(t);
    await run();
    await chown(folder, 1234, 1234);
    assert.equal((await run()).tookCode, false);
  });
});

/** A program that says one word, started as the built program is. */
async function setUp(t: TestContext) {
  const root = await temporary(t);
  const [cache, home] = [join(root, 'cache'), join(root, 'home')];
  for (const name of ['bin', 'dist', 'cache', 'home']) await mkdir(join(root, name));
  await writeFile(join(root, 'package.json'), '{"type": "module"}');
  await copyFile(start, join(root, 'bin/run.js'));
  return {
    cache,
    home,
    folder: join(cache, 'microcloud/code'),
    /** What the program says, and whether V8 took code of an earlier run. */
    async run({ word = 'one', env = {} }: { word?: string; env?: Record<string, string | undefined> } = {}) {
      await writeFile(join(root, 'dist/microcloud.cjs'), `exports.execute = () => process.stdout.write('${word}');`);
      const { stdout, stderr } = await exec(process.execPath, [join(root, 'bin/run.js')], {
        env: { ...process.env, XDG_CACHE_HOME: cache, NODE_DEBUG_NATIVE: 'COMPILE_CACHE', ...env },
        timeout: 60_000,
      });
      return { said: stdout, tookCode: /microcloud\.cjs.* was accepted/.test(stderr) };
    },
  };
}
