import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { temporary } from '../support/temporary.ts';

const exec = promisify(execFile);
const loader = resolve(import.meta.dirname, '../../bin/program.js');

describe('the built program, with what V8 compiled of it before', () => {
  it('keeps it where only its user may write, and takes it', async (t) => {
    const { run, files, folder } = await setUp(t);
    assert.equal(await run('one'), 'one');
    const [name = ''] = await files();
    assert.match(name, /^v\d+\.\d+\.\d+-init-one$/);
    const [kept, around] = await Promise.all([stat(join(folder, name)), stat(folder)]);
    assert.deepEqual([kept.mode & 0o777, around.mode & 0o777], [0o600, 0o700]);
    assert.equal(await run('one'), 'one');
    assert.equal((await stat(join(folder, name))).mtimeMs, kept.mtimeMs);
  });

  it('is what the file says when that has changed, even to one of the same length', async (t) => {
    const { run, files } = await setUp(t);
    await run('one');
    assert.equal(await run('two'), 'two');
    assert.equal((await files()).length, 2);
  });

  it('runs, and keeps it anew, when what is kept is of no use', async (t) => {
    const { run, files, folder } = await setUp(t);
    await run('one');
    const [name = ''] = await files();
    const whole = await readFile(join(folder, name));
    const flipped = Buffer.from(whole.map((byte, index) => (index === whole.length >> 1 ? byte ^ 1 : byte)));
    for (const broken of [Buffer.from('not code'), whole.subarray(0, whole.length / 2), Buffer.alloc(0), flipped]) {
      await writeFile(join(folder, name), broken);
      assert.equal(await run('one'), 'one');
      assert.notDeepEqual(await readFile(join(folder, name)), broken);
    }
  });

  it('keeps nothing of a run with bad input, which runs little of a command', async (t) => {
    const { run, cache } = await setUp(t);
    await assert.rejects(run('one', { code: 2 }), { code: 2, stdout: 'one' });
    assert.deepEqual(await readdir(cache), ['program.cjs']);
  });

  it('keeps nothing of a long run, of which V8 has dropped a part again', async (t) => {
    const { run, cache } = await setUp(t);
    assert.equal(await run('one', { seconds: 6 }), 'one');
    assert.deepEqual(await readdir(cache), ['program.cjs']);
  });

  it('runs where nothing can be kept', async (t) => {
    const { run, cache } = await setUp(t);
    await writeFile(join(cache, 'microcloud'), 'a file in the place of the folder');
    assert.equal(await run('one'), 'one');
  });

  it('forgets what was kept long ago', async (t) => {
    const { run, files, folder } = await setUp(t);
    await mkdir(folder, { recursive: true });
    const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
    for (const [name, days] of [['old', 91] as const, ['young', 89] as const]) {
      await writeFile(join(folder, name), '');
      await utimes(join(folder, name), daysAgo(days), daysAgo(days));
    }
    await run('one');
    assert.deepEqual(
      (await files()).filter((name) => !name.includes('init')),
      ['young'],
    );
  });
});

async function setUp(t: TestContext) {
  const cache = await temporary(t);
  const folder = join(cache, 'microcloud/code');
  const program = join(cache, 'program.cjs');
  const start = `import('${loader}').then(({ loadProgram }) => loadProgram('${program}').say());`;
  return {
    cache,
    folder,
    files: async () => (await readdir(folder)).sort(),
    /** Runs a program that says a word, which is its sum, too. */
    async run(word: string, { code = 0, seconds = 0 } = {}) {
      const say = `process.uptime = () => ${seconds}; process.stdout.write('${word}', () => process.exit(${code}));`;
      await writeFile(program, `// ${word}\nexports.say = () => { ${say} };`);
      const env = { ...process.env, XDG_CACHE_HOME: cache };
      return (await exec(process.execPath, ['-e', start, 'bin/run.js', 'init'], { env })).stdout;
    },
  };
}
