import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, it } from 'node:test';

const root = join(import.meta.dirname, '..');
const files = globSync('{src,page,publisher,lab}/**/*.{ts,tsx}', { cwd: root }).sort();
const linesOf = (file: string) => readFileSync(join(root, file), 'utf8').split('\n').length - 1;

/** Commands are found by their place, which is what users type. */
const discovered = /^src\/commands\//;

describe('a source file', () => {
  it('has at most 150 lines', () => {
    assert.ok(files.length > 400);
    assert.deepEqual(
      files.filter((file) => linesOf(file) > 150),
      [],
    );
  });

  it('is seldom as short as 15 lines: one thought lies in one file', () => {
    const short = files.filter((file) => linesOf(file) <= 15);
    assert.ok(short.length * 10 <= files.length, `${short.length} of ${files.length}: ${short.join(', ')}`);
  });

  it('says by its name what is inside: no two have the same', () => {
    const named = Map.groupBy(
      files.filter((file) => !discovered.test(file)),
      (file) => basename(file),
    );
    assert.deepEqual(
      [...named.values()].filter((some) => some.length > 1),
      [],
    );
  });
});
