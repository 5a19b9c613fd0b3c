import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const busyShare = 0.25;
const overMs = 4000;
const patienceMs = 240_000;

/**
 * Waits until the machine is mostly idle, or the time is over. Returns the last busy share of its processors, from 0 to
 * 1.
 */
export async function quiet(): Promise<number> {
  const end = performance.now() + patienceMs;
  for (;;) {
    const before = await ticks();
    await sleep(overMs);
    const after = await ticks();
    const share = (after.busy - before.busy) / (after.all - before.all);
    if (share < busyShare || performance.now() > end) return Number(share.toFixed(2));
  }
}

/** Reads the processor time of the whole machine since its start, in hundredths of a second (`USER_HZ`). */
export async function ticks(): Promise<{ readonly busy: number; readonly all: number }> {
  const [first = ''] = (await readFile('/proc/stat', 'utf8')).split('\n');
  const [user = 0, nice = 0, system = 0, idle = 0, wait = 0, ...rest] = first.split(/\s+/).slice(1, 9).map(Number);
  const busy = [user, nice, system, ...rest].reduce((sum, part) => sum + part, 0);
  return { busy, all: busy + idle + wait };
}
