import type { Answers } from '../engine/answers.ts';
import { procFact } from './proc.ts';
import { throttled, throttling } from './throttled.ts';

/** How a board feels: temperature, memory, processor. What it does not tell is absent. */
export interface Vitals {
  /** Of the processor, in degrees Celsius. */
  readonly celsius?: number;
  /** In MiB, as the kernel counts it. */
  readonly memory?: { readonly total: number; readonly available: number };
  /** Programs that ran or wanted to run, on average of the last minute. */
  readonly load?: number;
  /** How many programs can run at once. */
  readonly cores?: number;
  /** What the firmware does to the processor: "weak power", "slowed down", "throttled", "too warm". */
  readonly throttling?: { readonly now: readonly string[]; readonly before: readonly string[] };
}

const temperature = procFact('/sys/class/thermal/thermal_zone0/temp');
const memory = procFact('/proc/meminfo');
const load = procFact('/proc/loadavg');
/** "0-3", or "0,2-3" where a core is off. */
const online = procFact('/sys/devices/system/cpu/online');

/** The facts that `vitalsIn` reads. */
export const vitalsNeeds = { temperature, memory, load, online, throttled } as const;

/** Reads the vitals from what a node has answered. */
export function vitalsIn(answers: Pick<Answers, 'find'>): Vitals {
  const [thousandths, list] = [answers.find(temperature), answers.find(memory)];
  const [average, cores, bits] = [answers.find(load), answers.find(online), answers.find(throttled)];
  const celsius = Math.round(Number(thousandths) / 1000);
  const [total, available] = ['MemTotal', 'MemAvailable'].map((key) => mebibytes(list, key));
  const first = Number.parseFloat(average ?? '');
  return {
    ...(thousandths !== undefined && Number.isFinite(celsius) ? { celsius } : {}),
    ...(total !== undefined && available !== undefined ? { memory: { total, available } } : {}),
    ...(Number.isFinite(first) ? { load: first } : {}),
    ...(cores === undefined ? {} : { cores: coresIn(cores) }),
    ...(bits === undefined ? {} : { throttling: throttling(bits) }),
  };
}

function mebibytes(list: string | undefined, key: string): number | undefined {
  const kilobytes = new RegExp(`^${key}: +(\\d+) kB`, 'm').exec(list ?? '')?.[1];
  return kilobytes === undefined ? undefined : Math.floor(Number(kilobytes) / 1024);
}

function coresIn(list: string): number {
  return list.split(',').reduce((sum, range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return sum + last - first + 1;
  }, 0);
}
