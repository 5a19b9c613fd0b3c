import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Clock } from '../../src/engine/clock.ts';

/** A clock that stands still, so that no wait reaches its limit. Pauses are short. For nodes that need real time. */
export const stillClock: Clock = { now: () => 0, sleep: () => setTimeout(20) };

/**
 * Makes a clock whose pauses take no time, but move it on: a wait for something that never comes fails at once. For
 * nodes that answer at once.
 */
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
