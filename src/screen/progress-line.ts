import type { WriteStream } from 'node:tty';
import { visibleLine } from '../visible-text.ts';
import { clipped } from './phrases.ts';

type Output = Pick<NodeJS.WriteStream, 'write'> & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>;

/** One line that changes while something goes on, above which finished lines pile up. */
export interface ProgressLine {
  /** Replaces the line; only terminals show it. */
  show(text: string): void;
  /** Prints a line that stays. */
  keep(text: string): void;
  /** Takes the changing line away. */
  clear(): void;
}

/** Makes a progress line on a stream. Use stderr: stdout is for data. */
export function progressLine(output: Output): ProgressLine {
  const erase = output.isTTY ? '\r\u001b[K' : '';
  return {
    show(text) {
      if (output.isTTY) output.write(`${erase}${clipped(visibleLine(text), (output.columns ?? 80) - 1)}`);
    },
    keep: (text) => void output.write(`${erase}${visibleLine(text)}\n`),
    clear: () => void output.write(erase),
  };
}
