import { count } from '../src/counted.ts';
import type { Vitals } from '../src/facts/vitals.ts';
import { throttlingText, usedPercent } from '../src/screen/board-words.ts';

/** One line about a board. */
export interface VitalRow {
  readonly label: string;
  readonly text: string;
  /** A value above `low` is much, a value above `high` too much. */
  readonly bar?: { readonly value: number; readonly max: number; readonly low: number; readonly high: number };
}

/** Makes the lines about a board. What the board does not tell has no line. */
export function vitalRows({ celsius, memory, load, cores, throttling }: Vitals): readonly VitalRow[] {
  const rows: VitalRow[] = [];
  // From 80 °C on a Pi slows down its processor, at 85 °C its graphics as well.
  if (celsius !== undefined)
    rows.push({ label: 'Temperature', text: `${celsius} °C`, bar: { value: celsius, max: 100, low: 70, high: 80 } });
  if (memory) {
    const percent = usedPercent(memory);
    const text = `${percent} % of ${memory.total} MiB`;
    rows.push({ label: 'Memory used', text, bar: { value: percent, max: 100, low: 80, high: 95 } });
  }
  if (load !== undefined && cores !== undefined) {
    const text = `${load.toFixed(2)} on ${count(cores, 'core')}`;
    const bar = { value: Math.min(load, 2 * cores), max: 2 * cores, low: cores, high: 1.5 * cores };
    rows.push({ label: 'Load', text, bar });
  }
  if (throttling) rows.push({ label: 'Throttling', text: throttlingText(throttling) });
  return rows;
}
