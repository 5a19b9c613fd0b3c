import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { count, countOf } from '../src/counted.ts';
import { linkLost } from '../src/engine/failures.ts';

describe('numbers in sentences', () => {
  it('have the noun that belongs to them', () => {
    assert.deepEqual(
      [0, 1, 2].map((number) => count(number, 'change')),
      ['0 changes', '1 change', '2 changes'],
    );
    assert.deepEqual([countOf(1, 1, 'pod'), countOf(1, 3, 'pod')], ['1 of 1 pod', '1 of 3 pods']);
    assert.match(linkLost('pi-1', 1, new Error('reset')).message, /was lost 1 time \(reset\)/);
  });
});
