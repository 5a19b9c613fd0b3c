import { UserError } from '../errors.ts';
import { visibleMessage } from '../visible-text.ts';

interface Context {
  /** The path of the run's log; undefined where the command keeps none. */
  readonly logFile?: string | undefined;
}

/** Writes an error for people: what happened, then what to type. */
export function errorText(error: Error, { logFile }: Context = {}): string {
  // Wrong input is found before anything runs: the log is empty.
  const hasLog = logFile !== undefined && !(error instanceof UserError && error.exitCode === 2);
  const log = hasLog ? [`The log of this run: ${logFile}`] : [];
  if (error instanceof UserError) return [visibleMessage(error.message), ...tryLines(error.hints), ...log].join('\n');
  const where = ['the same command with DEBUG=1 before it, which shows where it happened, and report both'];
  return [`This is a bug in microcloud: ${firstLine(error)}`, ...tryLines(where), ...log].join('\n');
}

/** Makes the JSON of an error, for programs. */
export function errorJson(error: Error, { logFile }: Context = {}): { error: Record<string, unknown> } {
  const isKnown = error instanceof UserError;
  return {
    error: {
      ...(isKnown ? error : {}),
      name: error.name,
      message: isKnown ? error.message : firstLine(error),
      hints: isKnown ? error.hints : [],
      ...(isKnown ? {} : { isBug: true }),
      ...(logFile === undefined ? {} : { logFile }),
    },
  };
}

/** Writes hints as "Try: …", one suggestion a line. */
export function tryLines(hints: readonly string[]): readonly string[] {
  return hints.map((hint, index) => `${index === 0 ? 'Try: ' : '     '}${visibleMessage(hint)}`);
}

function firstLine(error: Error): string {
  return `${error.name}: ${error.message}`.split('\n', 1).join('');
}
