import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { limit } from '../../src/transport/pool.ts';

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
    const run = limit(10, 200);
    const starts = await Promise.all([0, 1, 2].map(() => run(async () => performance.now())));
    const gaps = [starts[1]! - starts[0]!, starts[2]! - starts[1]!];
    // Timers fire early by as long as the turn had lasted that set them.
    assert.ok(
      gaps.every((gap) => gap >= 100),
      `gaps of ${gaps}`,
    );
  });
});
