import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { codeLengths } from '../../../publisher/bzip2/code-lengths.ts';

/** The share of the code space that is used: 1 when each text of bits can be read in one way only, and none is left. */
function spaceOf(lengths: Uint8Array): number {
  return lengths.reduce((space, length) => space + 2 ** -length, 0);
}

describe('the lengths of codes', () => {
  it('use the whole code space, whatever the frequencies', () => {
    const frequencies = fc.array(fc.nat(100_000), { minLength: 3, maxLength: 258 });
    fc.assert(fc.property(frequencies, (all) => assert.equal(spaceOf(codeLengths(Float64Array.from(all))), 1)));
  });

  it('are no longer than those of bzip2, also where each symbol is as frequent as the two before it together', () => {
    const frequencies = [1, 1];
    while (frequencies.length < 40) frequencies.push(frequencies.at(-1)! + frequencies.at(-2)!);
    const lengths = codeLengths(Float64Array.from(frequencies));
    assert.equal(spaceOf(lengths), 1);
    assert.equal(Math.max(...lengths), 17);
  });

  it('are shorter for what is frequent, and nearly the same for what is rare', () => {
    assert.deepEqual([...codeLengths(Float64Array.of(40, 9, 1, 0, 0, 1))], [1, 2, 4, 4, 4, 4]);
  });
});
