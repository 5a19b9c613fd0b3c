import { setTimeout } from 'node:timers/promises';

/** What tells the time and lets it pass: for waits, which tests must not sit out. */
export interface Clock {
  /** Milliseconds since a moment that does not change during a run. */
  now(): number;
  sleep(milliseconds: number): Promise<unknown>;
}

/** The clock of this machine; setting its date does not change it. */
export const machineClock: Clock = { now: () => performance.now(), sleep: (milliseconds) => setTimeout(milliseconds) };
