import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../../src/engine/clock.ts';

/** Time stands still, so that no wait passes its limit; pauses are short. For nodes that take real time. */
export const stillClock: Clock = { now: () => 0, sleep: () => setTimeout(20) };
