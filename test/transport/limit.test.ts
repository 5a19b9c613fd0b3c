import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { limit } from '../../src/transport/limit.ts';

describe('limit', () => {
  it('runs as many at once as it may, in order, and all of them', async () => {
    const run = limit(2);
    const events: string[] = [];
    const gates = [0, 1, 2, 3].map(() => Promise.withResolvers<void>());
    const all = gates.map((gate, index) =>
      run(async () => {
        events.push(`start ${index}`);
        await gate.promise;
        return index;
      }),
    );
    await turn();
    assert.deepEqual(events, ['start 0', 'start 1']);
    gates[1]?.resolve();
    await turn();
    assert.deepEqual(events, ['start 0', 'start 1', 'start 2']);
    for (const gate of gates) gate.resolve();
    assert.deepEqual(await Promise.all(all), [0, 1, 2, 3]);
  });

  it('gives the place on when work fails', async () => {
    const run = limit(1);
    const failing = run(async () => Promise.reject(new Error('no')));
    const next = run(async () => 'next');
    await assert.rejects(failing, /no/);
    assert.equal(await next, 'next');
  });

  it('begins work apart', async () => {
    const pauses: { readonly ms: number; readonly end: () => void }[] = [];
    const pause = (ms: number) => new Promise<void>((end) => pauses.push({ ms, end }));
    const run = limit(10, 200, pause);
    const begun: number[] = [];
    const all = [0, 1, 2].map((index) => run(async () => begun.push(index)));
    for (const wanted of [[0], [0, 1], [0, 1, 2]]) {
      await turn();
      assert.deepEqual(begun, wanted);
      assert.deepEqual(
        pauses.map(({ ms }) => ms),
        wanted.map(() => 200),
      );
      pauses.at(-1)?.end();
    }
    await Promise.all(all);
  });
});
