import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { publisherState, publisherStatusIn } from '../../src/facts/publisher.ts';
import { healthyStatus } from '../support/healthy-status.ts';

const honest = {
  ...healthyStatus,
  services: [
    {
      namespace: 'a',
      name: 'b',
      port: 30080,
      title: 'b',
      since: healthyStatus.started,
      state: 'published',
      node: 'pi-2',
    },
  ],
  elsewhere: [{ name: 'school', services: 2 }],
};

describe('what a publisher says of itself', () => {
  it('is read as publishers write it', () => assert.deepEqual(publisherStatusIn(JSON.stringify(honest)), honest));

  for (const lie of [
    'null',
    '5',
    '{}',
    '{"updated":',
    JSON.stringify({ ...honest, services: 5 }),
    JSON.stringify({ ...honest, services: [null] }),
    JSON.stringify({ ...honest, api: null }),
    JSON.stringify({ ...honest, health: { state: 'down', reason: { a: 1 } } }),
    JSON.stringify({ ...honest, tag: { bytes: 'many', limit: null, foreign: 0 } }),
    JSON.stringify({ ...honest, elsewhere: {} }),
    JSON.stringify({ ...honest, updated: 'yesterday' }),
  ]) {
    it(`is nothing where a node says ${lie.slice(0, 25)}…${lie.slice(-25)}`, () => {
      assert.equal(publisherStatusIn(lie), undefined);
      assert.throws(() => publisherState.parse(`1796032800\n${lie}`), /no publisher writes that/);
    });
  }
});
