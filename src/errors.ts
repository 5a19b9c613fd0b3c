import type { FindingId } from './doctor/finding-ids.ts';
import type { ExitCode } from './exit-codes.ts';

/**
 * An error the user can act on: what happened, in the present tense, and what to type next.
 * Commands print it without a stack trace.
 */
export class UserError extends Error {
  override readonly name: string = 'UserError';
  /** What to do about it, one suggestion a line. */
  readonly hints: readonly string[];
  /** The exit code of the process. */
  readonly exitCode: ExitCode;
  /**
   * The id of the check that explains the error, where there is one. Messages may change; programs know the error by
   * its id.
   */
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
  readonly exitCode?: ExitCode;
  readonly cause?: unknown;
  readonly id?: FindingId | undefined;
}

/** Finds the id of the check that an error, or one of its causes, names. */
export function idBehind(error: unknown): FindingId | undefined {
  if (!(error instanceof Error)) return undefined;
  return (error as Partial<UserError>).id ?? idBehind(error.cause);
}

/** Turns anything that was thrown during work on a node into an error that names the node. */
export function asUserError(thrown: unknown, node: string): UserError {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const message = error.message.includes(node) ? error.message : `${node}: ${error.message}`;
  return new UserError(message, { hints: hintsOf(error), cause: error, id: idBehind(error) });
}

// An error of a system call (a full disk, too many open files) is no bug of the program.
function hintsOf(error: Error): readonly string[] {
  if (error instanceof UserError) return error.hints;
  if ('syscall' in error) return ['This computer refuses it: correct the cause that it names. Then: microcloud init'];
  return ['This is a bug in microcloud: please report it with the log.'];
}
