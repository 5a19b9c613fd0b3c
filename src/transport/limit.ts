import { setTimeout as sleep } from 'node:timers/promises';

/** Runs work when a place is free. */
export type Limit = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * At most `concurrency` pieces of work at once, begun at least `staggerMs` milliseconds apart:
 * key exchanges that all start together only wait for one another's CPU.
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
  // A place goes straight to the next in line, so `free` never counts it.
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
