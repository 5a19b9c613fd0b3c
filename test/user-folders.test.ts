import assert from 'node:assert/strict';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { homeDirectory, makeFolder, makeFolderSync, ownFolder } from '../src/user-folders.ts';
import { temporary } from './support/temporary.ts';

test('the folders of the program', async (t) => {
  const rows: readonly (readonly [env: Readonly<Record<string, string>>, cache: string])[] = [
    [{ HOME: '/home/ana' }, '/home/ana/.cache/microcloud'],
    [{ HOME: '/home/ana', XDG_CACHE_HOME: '/cache' }, '/cache/microcloud'],
    [{ HOME: '/home/ana', XDG_CACHE_HOME: '' }, '/home/ana/.cache/microcloud'],
    [{ HOME: '/home/ana', XDG_CACHE_HOME: 'cache' }, '/home/ana/.cache/microcloud'],
    [{ HOME: '/home/ana', XDG_CACHE_HOME: '~/cache' }, '/home/ana/.cache/microcloud'],
  ];
  for (const [env, cache] of rows) {
    await t.test(`they are in ${cache} for ${JSON.stringify(env)}`, () => {
      assert.equal(ownFolder('cache', env), cache);
      const state = Object.fromEntries(
        Object.entries(env).map(([key, value]) => [key.replace('CACHE', 'STATE'), value]),
      );
      assert.equal(ownFolder('state', state), cache.replace('.cache', '.local/state'));
    });
  }

  await t.test('they are in the home that the system knows where HOME is not set', () => {
    assert.equal(ownFolder('cache', {}), join(homeDirectory({}) ?? '', '.cache/microcloud'));
  });
});

for (const [name, make] of [
  ['makeFolder', makeFolder],
  ['makeFolderSync', async (path: string, mode?: number) => makeFolderSync(path, mode)],
] as const) {
  test(name, async (t) => {
    await t.test('it makes a folder and those around it, also twice and at once', async (t) => {
      const path = join(await temporary(t), 'a', 'b', 'c');
      await Promise.all([make(path, 0o700), make(path, 0o700), make(join(path, 'd'), 0o700)]);
      await make(path);
      const { mode } = await stat(join(path, '..'));
      assert.equal(mode & 0o777, 0o700);
    });

    // Node's own recursive mkdir never ends here.
    await t.test('it ends where nothing can be made', async (t) => {
      const file = join(await temporary(t), 'file');
      await writeFile(file, '');
      await assert.rejects(make('/proc/microcloud/a/b'), { code: 'ENOENT' });
      await assert.rejects(make(join(file, 'a', 'b')), { code: 'ENOTDIR' });
      await make('/proc');
      await make('/');
    });
  });
}
