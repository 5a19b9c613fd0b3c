import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodeTag } from '../../publisher/tag.ts';
import { type TagChanges, tagChanges } from '../../publisher/tag-changes.ts';

type Tags = Readonly<Record<string, string>>;

const services = encodeTag(['a', 'b'])!;
const others = { k: 'home' };
const nothing = { set: {}, remove: [], added: [], removed: [] };

interface Row {
  readonly tags: Tags;
  /** Default: the same. */
  readonly told?: Tags;
  readonly has?: readonly string[];
  readonly entries: readonly string[];
  readonly changes: TagChanges | undefined;
}

const rows: Readonly<Record<string, Row>> = {
  'none where all is as it shall be': {
    ...{ tags: { services, k: 'home', role: 'x' }, has: ['a', 'b'], entries: ['a', 'b'] },
    changes: undefined,
  },
  'none where only the order is another': {
    ...{ tags: { services, k: 'home' }, has: ['a', 'b'], entries: ['b', 'a'] },
    changes: undefined,
  },
  'a new tag': {
    ...{ tags: { k: 'home' }, has: [], entries: ['a', 'b'] },
    changes: { ...nothing, set: { services }, added: ['a', 'b'] },
  },
  'a tag less': {
    ...{ tags: { services, k: 'home' }, has: ['a', 'b'], entries: [] },
    changes: { ...nothing, remove: ['services'], removed: ['a', 'b'] },
  },
  'the whole tag anew where nobody can read it': {
    ...{ tags: { services: '?', k: 'home' }, entries: ['a', 'b'] },
    changes: { ...nothing, set: { services }, added: ['a', 'b'] },
  },
  'once more what the others were not told': {
    ...{ tags: { services, k: 'home' }, told: { services: encodeTag(['a'])! }, has: ['a', 'b'], entries: ['a', 'b'] },
    changes: { ...nothing, set: { services, k: 'home' } },
  },
  'once more that the tag is gone': {
    ...{ tags: { k: 'home' }, told: { services, k: 'home' }, has: [], entries: [] },
    changes: { ...nothing, remove: ['services'] },
  },
};

describe('what is written', () => {
  for (const [what, { tags, told = tags, has, entries, changes }] of Object.entries(rows)) {
    it(`is ${what}`, () => assert.deepEqual(tagChanges({ tags, told }, has, { entries, others }), changes));
  }
});
