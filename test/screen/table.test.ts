import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clipped, tableText } from '../../src/screen/table.ts';

describe('a table', () => {
  it('is as wide as its widest cells, without blanks at the ends', () => {
    assert.equal(
      tableText([
        ['NODE', 'READY'],
        ['kitchen', 'no'],
        ['a', ''],
      ]),
      'NODE     READY\nkitchen  no\na',
    );
  });
});

describe('a clipped text', () => {
  for (const [text, width, expected] of [
    ['four', 4, 'four'],
    ['four five', 6, 'four…'],
    ['fourfive', 5, 'four…'],
  ] as const) {
    it(`fits into ${width}: ${expected}`, () => assert.equal(clipped(text, width), expected));
  }
});
