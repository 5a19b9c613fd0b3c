import { quiet, ticks } from './quiet.ts';

/** One run of something that is measured. */
export interface Measured {
  /** 'microcloud', 'ssh' or the name of another tool. */
  readonly tool: string;
  /** 'cold', 'cold, with reboot and move', 'no-op', … */
  readonly kind: string;
  /** Round-trip time that the relay adds; undefined without a relay. */
  readonly rttMs: number | undefined;
  readonly seconds: number;
  /** Busy share of the processors just before, from 0 to 1. */
  readonly busyBefore?: number | undefined;
  /** Processor time of the whole machine during the run, in seconds. */
  readonly coreSeconds?: number | undefined;
}

/** Waits until the machine is quiet, and measures one run. */
export async function measure(
  what: Pick<Measured, 'tool' | 'kind' | 'rttMs'>,
  run: () => Promise<unknown>,
): Promise<Measured> {
  const busyBefore = await quiet();
  const before = await ticks();
  const started = performance.now();
  await run();
  const seconds = (performance.now() - started) / 1000;
  const coreSeconds = ((await ticks()).busy - before.busy) / 100;
  return { ...what, seconds: Number(seconds.toFixed(3)), busyBefore, coreSeconds };
}

/** Returns the median of some numbers; NaN for an empty list. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
  return (lower + upper) / 2;
}
