import { UserError } from '../errors.ts';
import type { Endpoint } from './endpoint.ts';
import { type FailureKind, failureRows } from './failure-rows.ts';

/** A failed try to connect. `detail` is what the other side or the system said. */
export class ConnectFailure extends Error {
  readonly kind: FailureKind;
  readonly endpoint: Endpoint;
  readonly detail: string;

  constructor(kind: FailureKind, endpoint: Endpoint, detail: string) {
    super(`${endpoint.label}: ${failureRows[kind].reason(endpoint, detail)} (${detail})`);
    this.kind = kind;
    this.endpoint = endpoint;
    this.detail = detail;
  }
}

/** Returns the seconds to wait before another try; undefined where another try cannot help. */
export function retryPause({ kind }: ConnectFailure, isReconnecting: boolean): number | undefined {
  return isReconnecting ? failureRows[kind].retryAfterReboot : failureRows[kind].retryAfter;
}

/** Says only the reason, for a person who waits. */
export function reasonOf({ kind, endpoint, detail }: ConnectFailure): string {
  return failureRows[kind].reason(endpoint, detail);
}

/** Makes the error that a user reads when there are no more tries. */
export function userErrorOf(failure: ConnectFailure, route: { readonly node: string }): UserError {
  const { endpoint } = failure;
  const way = endpoint.label.startsWith(route.node) ? '' : `, on the way to ${route.node}`;
  return new UserError(`Cannot connect to ${endpoint.label}${way}: ${reasonOf(failure)}.`, {
    hints: failureRows[failure.kind].hints(endpoint),
    cause: failure,
    id: failureRows[failure.kind].id,
  });
}
