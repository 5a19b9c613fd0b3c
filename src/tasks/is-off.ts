import { ConnectFailure } from '../transport/connect-failures.ts';
import type { FailureKind } from '../transport/failure-rows.ts';

/** Failures of a machine that is off. A machine that answers, but lets nobody in, is not off: it may still run pods. */
const off: readonly FailureKind[] = ['name', 'unreachable', 'timeout', 'jump', 'proxy'];

/** Tells whether an error, or its cause, says that nobody answers at a node's address. */
export function isOff(error: unknown): boolean {
  if (error instanceof ConnectFailure) return off.includes(error.kind);
  return error instanceof Error && error.cause !== undefined && isOff(error.cause);
}
