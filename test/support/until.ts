import { setTimeout as sleep } from 'node:timers/promises';

/** Tries until `attempt` does not throw any more. After the time limit throws its last error. */
export async function until<T>(attempt: () => Promise<T> | T, seconds = 20, pauseMs = 50): Promise<T> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > end) throw error;
    }
    await sleep(pauseMs);
  }
}
