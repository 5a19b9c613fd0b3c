import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { withBlock } from '../../src/resources/block.ts';

const block = '# BEGIN microcloud\nnew\n# END microcloud\n';
const old = '# BEGIN microcloud\nold\nolder\n# END microcloud\n';

describe('a managed block', () => {
  const rows: Record<string, readonly [text: string, wanted: string]> = {
    'is added behind the text': ['a\nb\n', `a\nb\n${block}`],
    'is added behind a text without a last newline': ['a', `a\n${block}`],
    'is all there is in an empty file': ['', block],
    'replaces the one before, where that is': [`a\n${old}b\n`, `a\n${block}b\n`],
    'takes out a second one': [`${old}a\n${old}`, `${block}a\n`],
    'keeps the lines behind a beginning without an end': ['# BEGIN microcloud\na\n', `${block}a\n`],
    'takes out an end without a beginning': ['a\n# END microcloud\n', `a\n${block}`],
    'does not reach over a second beginning': [`# BEGIN microcloud\nkept\n${old}`, `${block}kept\n`],
  };
  for (const [title, [text, wanted]] of Object.entries(rows)) {
    it(title, () => assert.equal(withBlock(text, ['new']), wanted));
  }

  it('is put first where it must be', () => {
    assert.equal(withBlock('a\n', ['new'], { place: 'start' }), `${block}a\n`);
  });

  it('leaves blocks of other names alone', () => {
    const other = '# BEGIN microcloud pods\nx\n# END microcloud pods\n';
    assert.equal(withBlock(other, ['new']), other + block);
  });

  it('goes without lines', () => assert.equal(withBlock(`a\n${old}b\n`, []), 'a\nb\n'));

  it('is there once and stays as it is, whatever the text', () => {
    const line = fc.constantFrom('a', '', '# BEGIN microcloud', '# END microcloud', 'new');
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const once = withBlock(lines.join('\n'), ['new']);
        assert.equal(withBlock(once, ['new']), once);
        assert.equal(once.split(block).length, 2);
      }),
    );
  });
});
