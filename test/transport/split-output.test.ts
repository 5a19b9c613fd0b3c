import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { splitAtMarker, splitLines } from '../../src/transport/split-output.ts';

describe('splitAtMarker', () => {
  const text = 'nöise\nready-1 no\nready-1\n€ after\nready-1\n';
  for (const size of [1, 2, 3, 7, 100])
    it(`finds the marker in chunks of ${size} bytes`, () => {
      let before = '';
      let after = '';
      let found = 0;
      const write = splitAtMarker('ready-1', {
        before: (more) => {
          before += more;
        },
        tooMuch: () => assert.fail('it is not much'),
        found: () => {
          found += 1;
        },
        after: (more) => {
          after += more;
        },
      });
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; at += size) write(bytes.subarray(at, at + size));
      assert.equal(after, '€ after\nready-1\n');
      assert.equal(found, 1);
      assert.ok('nöise\nready-1 no\nready-1'.startsWith(before));
    });
});

describe('what comes before the marker', () => {
  it('is heard piece by piece, and has an end', () => {
    let heard = 0;
    let complaints = 0;
    const tooMuch = () => {
      complaints += 1;
    };
    const before = (text: string) => {
      heard += text.length;
    };
    const write = splitAtMarker('ready-1', { before, tooMuch, after: () => assert.fail('there is no marker') });
    // One byte at a time took minutes when all was searched again each time.
    const byte = Buffer.from('x');
    for (let count = 0; count < 1024 * 1024; count += 1) write(byte);
    assert.equal(complaints, 0);
    write(byte);
    assert.deepEqual([complaints, heard], [1, 1024 * 1024 + 1]);
  });
});

describe('splitLines', () => {
  it('gives whole lines, and the rest at the end', () => {
    const lines: string[] = [];
    const { write, end } = splitLines((line) => lines.push(line));
    for (const piece of ['a', 'b\n\nc', '\nd']) write(piece);
    assert.deepEqual(lines, ['ab', '', 'c']);
    end();
    assert.deepEqual(lines, ['ab', '', 'c', 'd']);
  });

  it('takes a line of many pieces', () => {
    const lines: string[] = [];
    const { write } = splitLines((line) => lines.push(line));
    for (let count = 0; count < 300_000; count += 1) write('0123456789');
    write('\n');
    assert.equal(lines[0]?.length, 3_000_000);
  });
});
