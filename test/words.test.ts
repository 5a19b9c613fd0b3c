import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const root = join(import.meta.dirname, '..');
const sources = globSync('src/**/*.ts', { cwd: root }).map((file) => ({
  file,
  code: codeOf(readFileSync(join(root, file), 'utf8')),
}));

/** What code may say in these files only. Comments, and what users read, are not code. */
const rows: Readonly<Record<string, { readonly says: RegExp; readonly only: RegExp }>> = {
  // A loaded node says `address` and `sshAddress`; what sets the address asks whether the inventory wants it set.
  "the inventory's word staticAddress": {
    says: /\bstaticAddress\b/,
    only: /^src\/(inventory\/|steps\/network\/|commands\/join\.ts$)/,
  },
  'the v of a release': { says: /`v\$\{/, only: /^src\/distributions\/version\.ts$/ },
};

describe('the code of src', () => {
  for (const [what, { says, only }] of Object.entries(rows)) {
    const found = sources.filter(({ code }) => says.test(code)).map(({ file }) => file);
    it(`has ${what} in ${only.source} only`, () => {
      assert.ok(found.length > 0, 'nobody says it any more: take the row out');
      assert.deepEqual(
        found.filter((file) => !only.test(file)),
        [],
      );
    });
  }

  it('is told from comments and texts', () => {
    const text = "// a.b\n/* a.b\n */ const c = 'a.b'; const d = \"it's a.b\"; e(`${a.c} `); // it's";
    assert.equal(codeOf(text), "\n const c = ''; const d = ''; e(`${a.c} `); ");
  });
});

function codeOf(text: string): string {
  const parts = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|(?<=^|\s)\/\/.*|\/\*[\s\S]*?\*\//gm;
  return text.replaceAll(parts, (part) => (part.startsWith('/') ? '' : "''"));
}
