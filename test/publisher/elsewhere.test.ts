import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clustersElsewhere } from '../../publisher/elsewhere.ts';
import { entryText } from '../../publisher/entry.ts';
import type { Member } from '../../publisher/serf/agent.ts';
import { encodeTag } from '../../publisher/tag.ts';

const marker = 'abcd';
const here = { name: 'me', known: new Map([['192.168.0.202', 'pi-2']]), marker };
const entry = (cluster: string, port: number, type = 'kubernetes') =>
  entryText({ type, title: 'x', port, text: 'x' }, { cluster, node: 'pi-1', address: '10.1.2.3' });
const member = (name: string, entries: readonly string[], more: Partial<Member> = {}): Member => ({
  ...{ name, address: '10.1.2.3', port: 5000, tags: { services: encodeTag(entries) ?? '' } },
  ...more,
});

describe('other clusters in Cloudy', () => {
  it('are counted by name, over all their nodes', () => {
    const members = [
      member('a', [entry('school', 30001), entry('school', 30002, 'wiki')]),
      member('b', [entry('library', 30003), entry('school', 30004)]),
    ];
    assert.deepEqual(clustersElsewhere(members, here), [
      { name: 'library', services: 1 },
      { name: 'school', services: 3 },
    ]);
  });

  it('are none of the own nodes: by the name of the agent, the address and the marker', () => {
    const members = [
      member('me', [entry('home', 30001)]),
      member('b', [entry('home', 30002)], { address: '192.168.0.202' }),
      member('c', [entry('home', 30003)], { tags: { k: `${marker}-`, services: encodeTag([entry('home', 30003)])! } }),
    ];
    assert.deepEqual(clustersElsewhere(members, here), []);
  });

  it('may have the same name', () => {
    const tags = { k: 'wxyz', services: encodeTag([entry('home', 30001)])! };
    assert.deepEqual(clustersElsewhere([member('a', [], { tags })], here), [{ name: 'home', services: 1 }]);
    assert.deepEqual(clustersElsewhere([member('a', [], { tags })], { ...here, marker: undefined }), [
      { name: 'home', services: 1 },
    ]);
  });

  it('are not made of what nobody can read, or what has no name', () => {
    const members = [
      member('a', [], { tags: { services: 'garbage' } }),
      member('b', ['{"s":"docker","d":"x","m":"x","i":"10.0.0.1","p":"80","e":"","t":""}', '7', '"x"', 'null']),
      member('c', [entry('<b>evil</b>', 30001)]),
    ];
    assert.deepEqual(clustersElsewhere(members, here), []);
  });
});
