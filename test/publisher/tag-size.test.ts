import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { encodeTag } from '../../publisher/tag.ts';
import { tagSize } from '../../publisher/tag-size.ts';

describe('the size of a tag', () => {
  it('is the length of its text', () => {
    assert.equal(tagSize(['{"a":1}']), encodeTag(['{"a":1}'])?.length);
    assert.equal(tagSize([]), 0);
  });

  it('is beyond every limit for a list that is too long, instead of an error', () => {
    assert.equal(tagSize([`"${'a'.repeat(200_000)}"`]), Number.POSITIVE_INFINITY);
  });

  it('is remembered without the texts: many of them must not fill the memory', () => {
    const before = used();
    for (let index = 0; index < 50; index++) tagSize([`"${String(index).repeat(30_000).slice(0, 30_000)}"`]);
    const more = used() - before;
    assert.ok(more < 700_000, `${more} bytes more`);
  });
});

function used(): number {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  collect();
  return process.memoryUsage().heapUsed;
}
