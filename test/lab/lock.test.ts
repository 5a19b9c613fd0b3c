import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withLock } from '../../lab/lock.ts';
import { temporary } from '../support/temporary.ts';

describe('withLock', () => {
  it('lets one in at a time, and the next one after an error', async (t) => {
    process.env.XDG_CACHE_HOME = await temporary(t);
    const seen: string[] = [];
    const enter = (name: string) =>
      withLock('door', async () => {
        seen.push(`${name} in`);
        await new Promise((resolve) => setImmediate(resolve));
        seen.push(`${name} out`);
        if (name === 'first') throw new Error('stumbled');
        return name;
      });
    const results = await Promise.allSettled([enter('first'), enter('second'), enter('third')]);
    assert.deepEqual(results.map(({ status }) => status).toSorted(), ['fulfilled', 'fulfilled', 'rejected']);
    assert.equal(seen.length, 6);
    for (const [index, step] of seen.entries()) {
      if (step.endsWith('in')) assert.equal(seen[index + 1], step.replace('in', 'out'));
    }
  });
});
