import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const root = join(import.meta.dirname, '../..');

/** What `npm publish` would pack. */
const [packed] = JSON.parse(
  execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root, encoding: 'utf8' }),
) as readonly { readonly files: readonly { readonly path: string }[] }[];
const paths = packed?.files.map(({ path }) => path) ?? [];

describe('the package of npm', () => {
  it('has all that the program reads beside itself', () => {
    const read = globSync(
      ['bin/{run.js,program.cjs}', 'templates/*', 'lab/nodes/**/*', 'inventory.example.yaml', 'README.md', 'docs/*.md'],
      {
        cwd: root,
        withFileTypes: true,
      },
    ).flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name).slice(root.length + 1)] : []));
    assert.ok(read.length > 30);
    assert.deepEqual(
      read.filter((path) => !paths.includes(path)),
      [],
    );
  });

  it('has nothing that only a clone needs: no sources, no tests, nothing that builds Kubernetes', () => {
    const shipped =
      /^(bin|dist|docs|templates|lab\/nodes)\/|^(package\.json|README\.md|LICENSE|inventory\.example\.yaml|oclif\.manifest\.json)$/;
    assert.deepEqual(
      paths.filter((path) => !shipped.test(path) || /\.(ts|go|mod|sum)$/.test(path)),
      [],
    );
  });
});
