import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decode } from '@msgpack/msgpack';
import * as fc from 'fast-check';
import { encode, type Value } from '../../../publisher/serf/msgpack.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 600 });
const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.nat({ max: 2 ** 32 - 1 }),
    fc.boolean(),
    fc.array(tie('value'), { maxLength: 20 }),
    // The reader of this test refuses that one key, which would be the prototype of what it makes.
    fc.dictionary(
      text.filter((key) => key !== '__proto__'),
      tie('value'),
      { maxKeys: 20 },
    ),
  ),
}));

describe('what an agent is sent', () => {
  it('is msgpack', () => {
    fc.assert(fc.property(value, (given) => assert.deepEqual(decode(encode(given)), plain(given))));
  });

  it('is the handshake as it was seen on the wire', () => {
    const bytes = Buffer.concat([encode({ Command: 'handshake', Seq: 0 }), encode({ Version: 1 })]);
    assert.equal(bytes.toString('latin1'), '\x82\xa7Command\xa9handshake\xa3Seq\x00\x81\xa7Version\x01');
  });

  it('has no text with a length in one byte, which old agents do not know', () => {
    assert.deepEqual([...encode('x'.repeat(40)).subarray(0, 3)], [0xda, 0, 40]);
  });
});

/** Without prototypes of the generator. */
function plain(given: Value): unknown {
  return JSON.parse(JSON.stringify(given));
}
