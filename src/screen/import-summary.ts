import type { Mistake } from '../inventory/mistakes.ts';
import { visibleLine } from '../visible-text.ts';
import { tryLines } from './error-text.ts';

interface Import {
  readonly path: string;
  readonly notes: readonly string[];
  readonly mistakes: readonly Mistake[];
  readonly isWritten: boolean;
}

/** Says what an import did, what it left out, and what a person must still write. */
export function importSummary({ path, notes, mistakes, isWritten }: Import): string {
  const places = mistakes.map(({ line, column, message }) => `${path}:${line}:${column}: ${visibleLine(message)}`);
  const next = mistakes.length > 0 ? `correct ${path}, then: microcloud inventory check` : 'microcloud init --dry-run';
  return [
    ...(isWritten ? [`Wrote ${path}.`] : []),
    ...(notes.length > 0 ? ['Notes:', ...notes.map((note) => `  ${visibleLine(note)}`)] : []),
    ...(places.length > 0 ? ['Still to be corrected:', ...places.map((place) => `  ${place}`)] : []),
    ...(isWritten ? tryLines([next]) : []),
  ].join('\n');
}
