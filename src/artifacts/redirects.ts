import type { Fetch } from './request.ts';
import { AbsentError } from './source.ts';

const limit = 10;

/**
 * Makes a fetch that follows redirects to HTTPS only: otherwise anybody on the way could change what a publisher says.
 * Another host does not get the Authorization header.
 */
export function overHttps(fetch: Fetch): Fetch {
  return async (input, init) => {
    let url = new URL(String(input));
    const headers = new Headers(init?.headers);
    for (let hop = 0; hop < limit; hop += 1) {
      const response = await fetch(url, { ...init, headers, redirect: 'manual' });
      const location = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null;
      if (location === null) return response;
      await response.body?.cancel();
      const next = new URL(location, url);
      if (next.protocol !== 'https:') throw new AbsentError(`${url.origin} leads away from HTTPS, to ${next.origin}`);
      if (next.host !== url.host) headers.delete('authorization');
      url = next;
    }
    throw new AbsentError(`${url} leads in circles`);
  };
}
