import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { editDistance, nearest } from '../../src/inventory/nearest.ts';

describe('the distance of two words', () => {
  for (const [a, b, distance] of [
    ['role', 'role', 0],
    ['role', 'roles', 1],
    ['ole', 'role', 1],
    ['rle', 'role', 1],
    ['rule', 'role', 1],
    ['orle', 'role', 1],
    ['', 'role', 4],
    ['role', '', 4],
    ['role', 'controle', 4],
  ] as const) {
    it(`is ${distance} from "${a}" to "${b}"`, () => assert.equal(editDistance(a, b), distance));
  }
});

describe('what was probably meant', () => {
  for (const [written, meant] of [
    ['static-Address', 'staticAddress'],
    ['adress', 'address'],
    ['addr', undefined],
    ['---', undefined],
    ['a'.repeat(101), undefined],
  ] as const) {
    it(`by "${written.slice(0, 20)}" is ${meant ?? 'not known'}`, () =>
      assert.equal(nearest(written, ['staticAddress', 'address', 'a'.repeat(101)]), meant));
  }
});
