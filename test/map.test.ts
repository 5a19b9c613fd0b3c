import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const root = join(import.meta.dirname, '..');

/** Folders that the map in CONTRIBUTING names. A line that is indented lies in the folder above it. */
function mappedFolders(text: string): readonly string[] {
  const [, map = ''] = /^## What lies where\n[\s\S]*?^```\n([\s\S]*?)^```/m.exec(text) ?? [];
  let above = '';
  return map.split('\n').flatMap((line) => {
    const [, indent = '', names = ''] = /^( *)((?:[\w-]+\/ )*[\w-]+\/)/.exec(line) ?? [];
    const folders = names.split(' ').filter(Boolean);
    if (indent === '') above = folders.at(-1) ?? '';
    return folders.map((name) => (indent === '' ? name : `${above}${name}`));
  });
}

describe('the map of folders in CONTRIBUTING', () => {
  const mapped = mappedFolders(readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8'));

  it('is read', () => {
    assert.deepEqual(
      mappedFolders('## What lies where\n\n```\na/        what is x/y\n  b/ c/   this\ne/ f/     that\n```\n'),
      ['a/', 'a/b/', 'a/c/', 'e/', 'f/'],
    );
  });

  it('names every folder of the program, the publisher and the lab', () => {
    const entries = globSync('{src,publisher,lab}/*', { cwd: root, withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory());
    const paths = folders.map(({ parentPath, name }) => `${join(parentPath, name).slice(root.length + 1)}/`);
    assert.ok(paths.length > 10);
    assert.deepEqual(
      paths.filter((path) => !mapped.includes(path)),
      [],
    );
  });

  it('names nothing that is not there', () => {
    assert.deepEqual(
      mapped.filter((path) => !existsSync(join(root, path))),
      [],
    );
  });
});
