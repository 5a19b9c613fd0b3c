import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { englishOf, languageOf, translated } from '../scripts/site/languages.ts';
import { stamped, standings, told } from '../scripts/site/translations.ts';

const root = join(import.meta.dirname, '..');
const all = standings(root);

/** What a page tells people to type or to write: its blocks of code, without the comments in them. */
function typedIn(text: string): readonly string[] {
  const blocks = [...text.matchAll(/^```\w*\n([\s\S]*?)^```/gm)].map(([, block = '']) => block);
  return blocks.flatMap((block) => block.split('\n').map((line) => line.replace(/\s+# .*$/, '').trimEnd()));
}

describe('a translation', () => {
  it('is there in Spanish and in Catalan for README, the first page, and the page for bad days', () => {
    const pages = ['README.md', 'docs/first-cluster.md', 'docs/when-something-goes-wrong.md'].flatMap((page) => [
      translated(page, 'ca'),
      translated(page, 'es'),
    ]);
    assert.deepEqual(all.map(({ page }) => page).sort(), pages.sort());
  });

  for (const { page, english, isBehind, saysSo, text } of all) {
    it(`says when its English page has changed since: ${page}`, () => {
      const how = `Translate what has changed, then: node scripts/translations.ts done ${page}
If you do not know the language, this tells its readers: node scripts/translations.ts`;
      assert.equal(saysSo, isBehind, `${page} is ${isBehind ? 'behind' : 'no longer behind'} ${english}. ${how}`);
    });

    it(`has the same to type as the English page, unless it is behind: ${page}`, (t) => {
      if (isBehind) return t.skip(`${page} is behind ${english}`);
      assert.deepEqual(typedIn(text), typedIn(readFileSync(join(root, english), 'utf8')));
    });
  }

  it('tells its readers while it is behind, and no longer', () => {
    const [page, english] = ['docs/es/README.md', 'README.md'];
    const current = stamped(page, '# Título\n\nTexto\n', 'Text');
    assert.match(current, /^<!-- Made from README\.md, sha256 [0-9a-f]{16} -->\n# Título\n/);
    const behind = told({ page, english, isBehind: true, saysSo: false, text: current });
    assert.match(
      behind,
      /\n# Título\n\n> Esta página es más antigua que \[[^\]]*\]\(\.\.\/\.\.\/README\.md\), [^\n]*\n\nTexto/,
    );
    assert.equal(told({ page, english, isBehind: true, saysSo: true, text: behind }), behind);
    assert.equal(told({ page, english, isBehind: false, saysSo: true, text: behind }), current);
    assert.equal(stamped(page, behind, 'Text'), current);
    assert.notEqual(stamped(page, current, 'Other text'), current);
    assert.equal(stamped(page, current, 'Text![picture](a.svg)'), current);
  });

  it('is known by its folder', () => {
    assert.deepEqual(['docs/es/README.md', 'docs/ca/lab.md', 'docs/lab.md', 'docs/xx/lab.md'].map(englishOf), [
      'README.md',
      'docs/lab.md',
      'docs/lab.md',
      'docs/xx/lab.md',
    ]);
    assert.deepEqual(['docs/es/README.md', 'docs/xx/lab.md', 'README.md'].map(languageOf), ['es', 'en', 'en']);
  });
});
