import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** The one address that the page has: no other computer can reach it. */
export const loopback = '127.0.0.1';

/** The parts of a request that say who asks. */
export interface Asking {
  readonly method?: string | undefined;
  /** The target of its first line: "/…". */
  readonly url?: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

/** What to do with a request. */
export type Verdict =
  /** A browser that comes with the token for the first time gets this cookie. */
  | { readonly kind: 'enter'; readonly cookie: string }
  | { readonly kind: 'pass'; readonly path: string }
  | { readonly kind: 'refuse'; readonly status: number; readonly sentence: string };

/** Decides who may see the page: the first browser that comes with the token of the address, and nobody else. */
export interface Door {
  /** The address to open. It works once. */
  readonly address: string;
  judge(asking: Asking): Verdict;
}

const again =
  'Look at the terminal where microcloud ui runs. Ctrl-C there, and the same command again, gives a new address.';

/**
 * Makes a door for a page on this port. Cookies do not depend on ports: any other program that serves on 127.0.0.1
 * would get a cookie for "/". So all paths begin with a folder that nobody can guess, and the cookie is for that folder
 * only.
 */
export function createDoor(port: number): Door {
  const host = `${loopback}:${port}`;
  const origin = `http://${host}`;
  const folder = `/${secretName()}/`;
  const token = secretName();
  const session = secretName();
  let isUsed = false;
  const judge = (asking: Asking): Verdict => {
    const { headers, method = 'GET' } = asking;
    // Against DNS rebinding: another site's name may point to 127.0.0.1, but then the Host header has that name.
    if (headers.host !== host) return refuse(421, 'This page has another address.');
    const target = targetOf(asking, origin);
    if (!target?.pathname.startsWith(folder)) return refuse(404, 'There is nothing here.');
    const reads = method === 'GET' || method === 'HEAD';
    const { origin: from, 'sec-fetch-site': site } = headers;
    if (from === undefined ? !reads : from !== origin) return refuse(403, 'Another page may not ask this.');
    const path = target.pathname.slice(folder.length);
    // Only the first request, when a person opens the page, may come from another site or a file.
    const isPage = path === '' && reads;
    if (!isPage && site !== undefined && site !== 'same-origin') return refuse(403, 'Another page may not ask this.');
    if (isSame(cookieOf(headers), session)) return { kind: 'pass', path };
    const shown = target.searchParams.get('token');
    if (!isPage || !isSame(shown ?? '', token)) return refuse(401, `This page is not open to you. ${again}`);
    if (isUsed) return refuse(401, `This address has been used already. ${again}`);
    isUsed = true;
    return { kind: 'enter', cookie: `session=${session}; Path=${folder}; HttpOnly; SameSite=Strict` };
  };
  return { address: `${origin}${folder}?token=${token}`, judge };
}

function secretName(): string {
  return randomBytes(24).toString('base64url');
}

function targetOf({ url = '' }: Asking, origin: string): URL | undefined {
  return url.startsWith('/') ? (URL.parse(`${origin}${url}`) ?? undefined) : undefined;
}

function cookieOf({ cookie = '' }: IncomingHttpHeaders): string {
  return /(?:^|; )session=([\w-]+)/.exec(cookie)?.[1] ?? '';
}

function isSame(shown: string, expected: string): boolean {
  const [one, other] = [Buffer.from(shown), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function refuse(status: number, sentence: string): Verdict {
  return { kind: 'refuse', status, sentence };
}
