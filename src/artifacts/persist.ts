import { setTimeout } from 'node:timers/promises';

/** A failure that may pass, such as a lost link or a busy server: trying again may help. */
export class PassingError extends Error {
  override readonly name = 'PassingError';
}

/** How often to try again after a failure that may pass. */
export interface Patience {
  /** Milliseconds before each further try. */
  readonly pauses: readonly number[];
  /** Gets the reason for each pause. */
  readonly notice?: ((message: string) => void) | undefined;
}

/**
 * Tries until it works or fails for good; a {@link PassingError} is tried again after a pause.
 * `progress` counts what was reached. When that is more than before, the pauses start anew: so a slow link with many
 * cuts gets there, and a dead link does not hang.
 */
export async function persist<T>(
  attempt: () => Promise<T>,
  { pauses, notice }: Patience,
  progress: () => number = () => 0,
): Promise<T> {
  let best = progress();
  for (let failures = 0; ; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof PassingError)) throw error;
      if (progress() > best) failures = 0;
      best = Math.max(best, progress());
      const pause = pauses[failures];
      if (pause === undefined) throw error;
      notice?.(`${error.message}; trying again in ${pause / 1000} s`);
      await setTimeout(pause);
    }
  }
}
