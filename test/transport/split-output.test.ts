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
        before: (all) => {
          before = all;
        },
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

describe('splitLines', () => {
  it('gives whole lines, and the rest at the end', () => {
    const lines: string[] = [];
    const { write, end } = splitLines((line) => lines.push(line));
    for (const piece of ['a', 'b\n\nc', '\nd']) write(piece);
    assert.deepEqual(lines, ['ab', '', 'c']);
    end();
    assert.deepEqual(lines, ['ab', '', 'c', 'd']);
  });
});
