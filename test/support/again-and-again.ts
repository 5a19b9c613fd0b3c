import { setTimeout as sleep } from 'node:timers/promises';

/** Does something again and again until `stop`, with a pause after each time. `stop` waits for the last time. */
export function againAndAgain(once: () => Promise<unknown>, pauseMs: number): { stop(): Promise<void> } {
  let isOver = false;
  const repeat = async () => {
    while (!isOver) {
      await once();
      await sleep(pauseMs);
    }
  };
  const repeating = repeat();
  return {
    stop() {
      isOver = true;
      return repeating;
    },
  };
}
