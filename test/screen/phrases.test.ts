import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clipped, sizeText, tableText } from '../../src/screen/phrases.ts';

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

describe('a size', () => {
  for (const [bytes, text] of [
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1 kB'],
    [332_288, '332 kB'],
    [999_499, '999 kB'],
    [999_500, '1.0 MB'],
    [72_700_000, '72.7 MB'],
    [99_949_999, '99.9 MB'],
    [411_373_037, '411 MB'],
    [999_500_000, '1.0 GB'],
    [2_600_000_000, '2.6 GB'],
  ] as const) {
    it(`of ${bytes} bytes reads ${text}`, () => assert.equal(sizeText(bytes), text));
  }
});
