import { ConnectFailure } from './connect-failures.ts';
import type { Endpoint } from './endpoint.ts';
import type { FailureKind } from './failure-rows.ts';

const codes: Readonly<Record<string, FailureKind>> = {
  ENOTFOUND: 'name',
  EAI_AGAIN: 'name',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETDOWN: 'unreachable',
  EPERM: 'unsent',
  EACCES: 'unsent',
  EADDRNOTAVAIL: 'unsent',
  EMFILE: 'unsent',
  ENFILE: 'unsent',
  ETIMEDOUT: 'timeout',
  ECONNRESET: 'closed',
  EPIPE: 'closed',
};

/** Finds out what an error of the socket means. */
export function failureOf(error: unknown, endpoint: Endpoint, otherwise: FailureKind): ConnectFailure {
  const { code, message } = error as NodeJS.ErrnoException;
  return new ConnectFailure(codes[code ?? ''] ?? otherwise, endpoint, message || String(code));
}
