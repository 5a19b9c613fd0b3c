import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { roomFor } from '../../publisher/room.ts';

const rows: Readonly<Record<string, { readonly tags: Readonly<Record<string, string>>; readonly room: number }>> = {
  'all but what the tag itself takes where there is no other one': { tags: {}, room: 498 },
  'the same whatever is in the tag now': { tags: { services: 'x'.repeat(400) }, room: 498 },
  'seven bytes less beside the tag that publishers know each other by': { tags: { k: 'abcd' }, room: 491 },
  'three bytes more for the length of a long text': { tags: { k: 'x'.repeat(32) }, room: 498 - 2 - 3 - 32 },
  'bytes, not letters, counted': { tags: { é: 'ü' }, room: 498 - 3 - 3 },
  'nothing where others have taken all': { tags: { role: 'x'.repeat(600) }, room: 0 },
};

describe('the room for the tag', () => {
  for (const [what, { tags, room }] of Object.entries(rows)) {
    it(`is ${what}`, () => assert.equal(roomFor('services', tags), room));
  }
});
