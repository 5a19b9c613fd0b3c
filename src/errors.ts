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

  constructor(message: string, options: { hints?: readonly string[]; exitCode?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.hints = options.hints ?? [];
    this.exitCode = options.exitCode ?? 1;
  }
}

/** Whatever was thrown while working on a node, as an error that names it. */
export function asUserError(thrown: unknown, node: string): UserError {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const message = error.message.includes(node) ? error.message : `${node}: ${error.message}`;
  const hints =
    error instanceof UserError ? error.hints : ['This is a bug in microcloud: please report it with the log.'];
  return new UserError(message, { hints, cause: error });
}
