import { ConnectFailure } from './connect-failures.ts';
import type { Endpoint } from './endpoint.ts';
import type { Identities } from './keys.ts';
import { failureOf } from './socket-failure.ts';

/** What pam_nologin says when it refuses a login, or just before sshd hangs up. */
export const booting = /booting up|going down|shutting down/i;

/** What happened during a login until it failed. */
export interface Course {
  /** The text that the host sent before SSH began, and in banners. */
  readonly heard: string;
  /**
   * Names of keys, and `password`, in the order in which they were offered. The value is the reason why a key did not
   * sign, else ''.
   */
  readonly tried: ReadonlyMap<string, string>;
}

/** Finds out what an error of ssh2 means. */
export function failureOfLogin(
  error: Error & { level?: string },
  { endpoint, identities }: { readonly endpoint: Endpoint; readonly identities: Identities },
  { heard, tried }: Course,
): Error {
  if (booting.test(heard)) return new ConnectFailure('booting', endpoint, heard.trim());
  const isTooMany = /Too many authentication failures/.test(error.message);
  if (error.level === 'client-authentication' || isTooMany) {
    const { offered, leftOut } = identities;
    const notReached = offered.filter(({ name }) => !tried.has(name)).map(({ name }) => `${name} (not reached)`);
    const others = [...notReached, ...leftOut].join(', ');
    const list =
      [...tried].map(([name, why]) => (why ? `${name} (${why})` : name)).join(', ') ||
      (others ? 'nothing' : 'nothing: there is no key and no password');
    return new ConnectFailure('auth', endpoint, others ? `${list}; not offered: ${others}` : list);
  }
  if (error.level === 'client-socket' || /before handshake|Too many/.test(error.message))
    return failureOf(Object.assign(error, { message: heard.trim() || error.message }), endpoint, 'closed');
  return failureOf(error, endpoint, 'handshake');
}
