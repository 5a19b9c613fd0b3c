import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, chown, copyFile, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
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
    const [name = ''] = await readdir(folder);
    const path = join(folder, name);
    const kept = await readFile(path);
    const flipped = kept.with(kept.length >> 1, kept[kept.length >> 1]! ^ 1);
    for (const broken of [Buffer.from('not code'), kept.subarray(0, kept.length / 2), Buffer.alloc(0), flipped]) {
      await writeFile(path, broken);
      assert.deepEqual(await run(), { said: 'one', tookCode: false });
      assert.deepEqual(await run(), { said: 'one', tookCode: true });
    }
  });

  it('keeps what a command has called for each command', async (t) => {
    const { run, folder } = await setUp(t);
    for (const words of [['init', '--yes'], ['init', '--help'], ['status', '--json'], ['init'], ['../x'], []]) {
      await run({ words });
    }
    const commands = (await readdir(folder)).map((name) => name.split('-').at(-1));
    assert.deepEqual(commands.sort(), ['help', 'init', 'status']);
  });

  it('keeps nothing of a run with wrong words, which calls little of a command', async (t) => {
    const { run, folder } = await setUp(t);
    await run({ after: 'process.exitCode = 2' });
    assert.deepEqual(await readdir(folder), []);
  });

  it('keeps nothing of a long run, of which V8 has dropped a part again', async (t) => {
    const { run, folder } = await setUp(t);
    await run({ after: 'process.uptime = () => 6' });
    assert.deepEqual(await readdir(folder), []);
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
    const env = { XDG_CACHE_HOME: undefined, HOME: undefined };
    // It would be kept in the home directory of whoever runs this test.
    assert.equal((await run({ env, after: 'process.exitCode = 2' })).said, 'one');
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

  it('does not take it where others could put another folder in the place of its own', async (t) => {
    const { run, cache } = await setUp(t);
    await run();
    for (const [path, mode, took] of [
      [cache, 0o777, false],
      [dirname(cache), 0o777, false],
      [cache, 0o1777, true],
      [cache, 0o755, true],
    ] as const) {
      await chmod(path, mode);
      assert.equal((await run()).tookCode, took, `${mode.toString(8)} ${path}`);
      await chmod(path, 0o755);
    }
  });

  // As with `sudo` that leaves HOME as it was.
  it('does not take it from the home directory of another user', { skip: !isRoot && 'needs root' }, async (t) => {
    const { run, cache } = await setUp(t);
    await run();
    await chown(cache, 1234, 1234);
    assert.equal((await run()).tookCode, false);
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

interface Started {
  readonly word?: string;
  readonly words?: readonly string[];
  /** What the program does after that, as JavaScript. */
  readonly after?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Tells what became of the code that V8 was given. */
const telling = `const vm = require('node:vm');
vm.Script = class extends vm.Script {
  constructor(...args) {
    super(...args);
    process.stderr.write('rejected: ' + this.cachedDataRejected);
  }
};`;

/** A program that says one word, started as the built program is. */
async function setUp(t: TestContext) {
  const root = await temporary(t);
  const [cache, home] = [join(root, 'cache'), join(root, 'home')];
  for (const name of ['bin', 'dist', 'cache', 'home']) await mkdir(join(root, name));
  await writeFile(join(root, 'package.json'), '{"type": "module"}');
  await writeFile(join(root, 'telling.cjs'), telling);
  for (const name of ['run.js', 'program.cjs']) await copyFile(resolve(start, '..', name), join(root, 'bin', name));
  return {
    cache,
    home,
    folder: join(cache, 'microcloud/code'),
    /** What the program says, and whether V8 took code of an earlier run. */
    async run({ word = 'one', words = [], after = '', env = {} }: Started = {}) {
      const text = `exports.execute = () => { process.stdout.write('${word}'); ${after} };`;
      await writeFile(join(root, 'dist/microcloud.cjs'), text);
      const args = ['--require', join(root, 'telling.cjs'), join(root, 'bin/run.js'), ...words];
      const running = exec(process.execPath, args, {
        env: { ...process.env, XDG_CACHE_HOME: cache, ...env },
        timeout: 60_000,
      });
      // A code of the program's own is no failure of the test.
      const { stdout, stderr } = await running.catch((error) => error);
      return { said: stdout, tookCode: stderr === 'rejected: false' };
    },
  };
}
