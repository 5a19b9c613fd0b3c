import type { FindingId } from './doctor/finding-ids.ts';

/**
 * An error the user can act on: what happened, in the present tense, and what to type next.
 * Commands print it without a stack trace.
 */
export class UserError extends Error {
  override readonly name: string = 'UserError';
  /** What to do about it, one suggestion a line. */
  readonly hints: readonly string[];
  /** The exit code of the process: 1 a node or cluster failed, 2 the input is wrong. */
  readonly exitCode: number;
  /** The check that says what it means, where there is one: words may change, programs know the error by this. */
  readonly id: FindingId | undefined;

  constructor(message: string, options: UserErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.id = options.id;
    this.hints = options.hints ?? [];
    this.exitCode = options.exitCode ?? 1;
  }
}

interface UserErrorOptions {
  readonly hints?: readonly string[];
  readonly exitCode?: number;
  readonly cause?: unknown;
  readonly id?: FindingId | undefined;
}

/** The check that an error, or one of its causes, names. */
export function idBehind(error: unknown): FindingId | undefined {
  if (!(error instanceof Error)) return undefined;
  return (error as Partial<UserError>).id ?? idBehind(error.cause);
}

/** Whatever was thrown while working on a node, as an error that names it. */
export function asUserError(thrown: unknown, node: string): UserError {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const message = error.message.includes(node) ? error.message : `${node}: ${error.message}`;
  const hints =
    error instanceof UserError ? error.hints : ['This is a bug in microcloud: please report it with the log.'];
  return new UserError(message, { hints, cause: error, id: idBehind(error) });
}
