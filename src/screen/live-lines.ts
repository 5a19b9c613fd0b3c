import type { WriteStream } from 'node:tty';
import { visibleInColour } from '../visible-text.ts';

/** The parts of a terminal that changing lines need. */
export type Terminal = Pick<WriteStream, 'write'> & Partial<Pick<WriteStream, 'columns' | 'rows'>>;

/** Some lines that change while something goes on, above which finished lines pile up. */
export interface LiveLines {
  /** Returns how many lines fit on the screen, and how many columns they have. */
  room(): { readonly rows: number; readonly columns: number };
  /** Replaces the lines, each cut where the terminal ends. `above` stays on the screen, before them. */
  show(lines: readonly string[], above?: readonly string[]): void;
}

const usual = { rows: 24, columns: 80 };

/**
 * Draws on a terminal. Callers must keep to `room`: in a block higher than the terminal, the cursor cannot reach the
 * top lines.
 */
export function liveLines(terminal: Terminal): LiveLines {
  let drawn = 0;
  return {
    room: () => ({ rows: (terminal.rows || usual.rows) - 1, columns: terminal.columns || usual.columns }),
    show(lines, above = []) {
      const columns = terminal.columns || usual.columns;
      const up = drawn > 0 ? `\u001b[${drawn}A` : '';
      const shown = lines.map((line) => cut(visibleInColour(line), columns));
      const text = [...above.map((line) => visibleInColour(line)), ...shown].map((line) => `${line}\n`).join('');
      terminal.write(`${up}\r\u001b[J${text}`);
      drawn = lines.length;
    },
  };
}

function cut(line: string, columns: number): string {
  const letters = [...line];
  return letters.length < columns ? line : `${letters.slice(0, columns - 2).join('')}…`;
}
