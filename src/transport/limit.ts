import { setTimeout as sleep } from 'node:timers/promises';

/** Runs work when a place is free. */
export type Limit = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Runs at most `concurrency` pieces of work at once, and begins them at least `staggerMs` milliseconds apart: key
 * exchanges that all start together only wait for the same processor.
 */
export function limit(concurrency: number, staggerMs = 0, pause: (ms: number) => Promise<unknown> = sleep): Limit {
  const waiting: (() => void)[] = [];
  let free = concurrency;
  let turn: Promise<unknown> = Promise.resolve();

  const enter = async () => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    if (staggerMs === 0) return;
    const mine = turn;
    turn = mine.then(() => pause(staggerMs));
    await mine;
  };
  // The next piece that waits takes the place at once, so `free` never counts that place.
  const leave = () => {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  };

  return async (work) => {
    await enter();
    try {
      return await work();
    } finally {
      leave();
    }
  };
}
