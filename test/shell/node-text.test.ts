import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { bytesOf, isUtf8, shownText, textOf } from '../../src/shell/node-text.ts';

describe('bytes of a node as text', () => {
  it('come back as they were, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        assert.deepEqual([...bytesOf(textOf(Buffer.from(bytes)))], [...bytes]);
      }),
    );
  });

  it('are the text itself where they are UTF-8', () => {
    const text = fc.string({ unit: 'binary' }).filter((one) => one.isWellFormed());
    fc.assert(fc.property(text, (one) => assert.equal(textOf(Buffer.from(one)), one)));
  });

  const rows: Record<string, readonly [Buffer, string]> = {
    'an umlaut of ISO-8859-1': [Buffer.from('K\xfcche\n', 'latin1'), 'K�che\n'],
    'an umlaut of each kind': [Buffer.from([0xc3, 0xbc, 0xfc]), 'ü�'],
    'a sequence that is cut': [Buffer.from([0xe2, 0x82, 0x0a]), '��\n'],
    'half of a surrogate pair, which UTF-8 forbids': [Buffer.from([0xed, 0xa0, 0x80]), '���'],
    'a character that says that something is no text': [Buffer.from('�'), '�'],
  };
  for (const [title, [bytes, shown]] of Object.entries(rows)) {
    it(`are shown to people with ${title}`, () => {
      assert.equal(shownText(textOf(bytes)), shown);
      assert.deepEqual(bytesOf(textOf(bytes)), bytes);
    });
  }

  it('are told apart from UTF-8', () => {
    assert.equal(isUtf8(textOf(Buffer.from('Küche'))), true);
    assert.equal(isUtf8(textOf(Buffer.from('K\xfcche', 'latin1'))), false);
  });
});
