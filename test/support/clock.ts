import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Clock } from '../../src/engine/clock.ts';

/** Time stands still, so that no wait passes its limit; pauses are short. For nodes that take real time. */
export const stillClock: Clock = { now: () => 0, sleep: () => setTimeout(20) };

/** A pause takes no time, and counts all the same: what never comes fails at once. For nodes that answer at once. */
export function quickClock(): Clock {
  let time = 0;
  return {
    now: () => time,
    async sleep(milliseconds) {
      time += milliseconds;
      await setImmediate();
    },
  };
}
