import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';

/** Runs work as soon as there is room for it. */
export type Limit = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Runs at most `concurrency` pieces of work at once, and begins them at least `staggerMs` milliseconds apart: key
 * exchanges that all start together only wait for the same processor.
 */
export function limit(concurrency: number, staggerMs = 0, pause: (ms: number) => Promise<unknown> = sleep): Limit {
  const places = pLimit(concurrency);
  if (staggerMs === 0) return places;
  let turn: Promise<unknown> = Promise.resolve();
  return (work) =>
    places(async () => {
      const mine = turn;
      turn = mine.then(() => pause(staggerMs));
      await mine;
      return work();
    });
}
