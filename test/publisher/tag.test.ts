import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { bzip2 } from '../../publisher/bzip2/encode.ts';
import { decodeTag, encodeTag } from '../../publisher/tag.ts';

/** As others may write them: any JSON, with any spaces. */
const element = fc
  .tuple(fc.jsonValue({ maxDepth: 2, stringUnit: 'binary' }), fc.constantFrom(undefined, 1, '\t'))
  .map(([value, space]) => JSON.stringify(value, undefined, space));

const one =
  '{"s":"kubernetes","d":"web","m":"raspberrypi.guifi.local","i":"172.30.7.11","p":"30080","e":"","t":"NodePort"}';

const poisoned: Readonly<Record<string, { readonly tag: string; readonly reason: RegExp }>> = {
  'a word': { tag: 'garbage', reason: /ends too early|does not begin/ },
  'a list that another quote has broken': {
    tag: packed(`[${one.replace('web', 'we"b')}]\n`),
    reason: /not a JSON array/,
  },
  'an object': { tag: packed(one), reason: /not a JSON array/ },
  'bytes that are no text': { tag: packed(Buffer.from([0x5b, 0xff, 0x5d])), reason: /encoded data was not valid/ },
  'far too much': { tag: bomb(), reason: /More than/ },
};

describe("the services' tag", () => {
  it('gives every entry back as it was written, whoever wrote it', () => {
    fc.assert(
      fc.property(fc.array(element, { minLength: 1, maxLength: 8 }), (entries) => {
        assert.deepEqual(decodeTag(encodeTag(entries)), { kind: 'entries', entries });
      }),
    );
  });

  it('is what avahi-ps makes of the same entry, but for the room that it saves', () => {
    const theirs = execFileSync('bzip2', ['-c'], { input: `[${one}]\n` }).toString('base64');
    assert.deepEqual(decodeTag(theirs), { kind: 'entries', entries: [one] });
    const packed = Buffer.from(encodeTag([one]) ?? '', 'base64');
    assert.equal(execFileSync('bunzip2', ['-c'], { input: packed }).toString(), `[${one}]\n`);
    assert.ok(packed.toString('base64').length <= theirs.length);
  });

  it('is none without entries', () => {
    assert.equal(encodeTag([]), undefined);
    for (const tag of [undefined, '', packed('[]\n')]) {
      assert.deepEqual(decodeTag(tag), { kind: 'entries', entries: [] });
    }
  });

  for (const [what, { tag, reason }] of Object.entries(poisoned)) {
    it(`cannot be read when it is ${what}`, () => {
      const decoded = decodeTag(tag);
      assert.equal(decoded.kind, 'poisoned');
      assert.match(decoded.kind === 'poisoned' ? decoded.reason : '', reason);
    });
  }
});

function packed(content: string | Uint8Array): string {
  return Buffer.from(bzip2(Buffer.from(content))).toString('base64');
}

function bomb(): string {
  return execFileSync('bzip2', ['-9c'], { input: Buffer.alloc(5_000_000) }).toString('base64');
}
