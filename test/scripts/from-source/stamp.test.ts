import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { isUpToDate, publish, recipeHash } from '../../../scripts/from-source/stamp.ts';

async function directory(context: TestContext, files: Record<string, string> = {}): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'microcloud-stamp-'));
  context.after(() => rm(path, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), content);
  }
  return path;
}

const recipe = { 'go.mod': 'module lab/x', 'deep/main.go': 'package main' };
const otherRecipes: Record<string, Record<string, string>> = {
  'a changed file': { ...recipe, 'deep/main.go': 'package other' },
  'a renamed file': { 'go.mod': recipe['go.mod'], 'deep/other.go': recipe['deep/main.go'] },
  'one more file': { ...recipe, 'go.sum': '' },
};

test('it hashes the same recipe alike in two places', async (context) => {
  const [one, two] = [await directory(context, recipe), await directory(context, recipe)];
  assert.equal(await recipeHash('part', one), await recipeHash('part', two));
  assert.notEqual(await recipeHash('part', one), await recipeHash('other part', one));
});

for (const [what, files] of Object.entries(otherRecipes)) {
  test(`it notices ${what}`, async (context) => {
    const [one, two] = [await directory(context, recipe), await directory(context, files)];
    assert.notEqual(await recipeHash('part', one), await recipeHash('part', two));
  });
}

test('it is up to date once published, until the recipe changes or a file goes', async (context) => {
  const bundle = await directory(context);
  assert.equal(await isUpToDate(bundle, 'part', 'r1'), false);
  const made = await directory(context, { 'host/a': 'A' });
  await publish(bundle, 'part', { directory: made, files: ['host/a'], recipe: 'r1' });
  assert.equal(await isUpToDate(bundle, 'part', 'r1'), true);
  assert.equal(await isUpToDate(bundle, 'part', 'r2'), false);
  await rm(join(bundle, 'host/a'));
  assert.equal(await isUpToDate(bundle, 'part', 'r1'), false);
});

test('it removes what the older recipe left, and only that', async (context) => {
  const bundle = await directory(context, { 'host/own': 'mine' });
  const old = await directory(context, { 'host/1.0': 'old', 'host/kept': 'old' });
  await publish(bundle, 'part', { directory: old, files: ['host/1.0', 'host/kept'], recipe: 'r1' });
  const fresh = await directory(context, { 'host/1.1': 'new', 'host/kept': 'new' });
  await publish(bundle, 'part', { directory: fresh, files: ['host/1.1', 'host/kept'], recipe: 'r2' });
  assert.equal(existsSync(join(bundle, 'host/1.0')), false);
  assert.equal(await readFile(join(bundle, 'host/kept'), 'utf8'), 'new');
  assert.equal(await readFile(join(bundle, 'host/own'), 'utf8'), 'mine');
});

test('it is not up to date when publishing stops half-way', async (context) => {
  const bundle = await directory(context);
  const made = await directory(context, { 'host/a': 'A' });
  await assert.rejects(publish(bundle, 'part', { directory: made, files: ['host/a', 'host/b'], recipe: 'r1' }));
  assert.equal(await isUpToDate(bundle, 'part', 'r1'), false);
});
