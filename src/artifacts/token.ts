import type { Fetch } from './request.ts';

/**
 * Makes a fetch that gets the anonymous token which a public registry asks for, and sends it from then on.
 * https://distribution.github.io/distribution/spec/auth/token/
 */
export function withTokens(fetch: Fetch): Fetch {
  const tokens = new Map<string, string>();
  return async (input, init) => {
    const url = String(input);
    const scope = url.replace(/\/(manifests|blobs)\/.*$/, '');
    const send = (token: string | undefined) => {
      const headers = new Headers(init?.headers);
      if (token) headers.set('authorization', `Bearer ${token}`);
      return fetch(url, { ...init, headers });
    };
    const response = await send(tokens.get(scope));
    const realm = response.status === 401 ? realmOf(response.headers.get('www-authenticate') ?? '') : undefined;
    if (!realm) return response;
    const token = await getToken(fetch, realm, init?.signal);
    if (!token) return response;
    await response.body?.cancel();
    tokens.set(scope, token);
    return send(token);
  };
}

/** Reads the address to ask for a token, from `Bearer realm="https://auth.docker.io/token",service="…",scope="…"`. */
function realmOf(challenge: string): URL | undefined {
  if (!/^bearer /i.test(challenge)) return undefined;
  const { realm, ...query } = Object.fromEntries(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]),
  );
  if (!realm || !URL.canParse(realm)) return undefined;
  const url = new URL(realm);
  if (url.protocol !== 'https:') return undefined;
  for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
  return url;
}

async function getToken(fetch: Fetch, realm: URL, signal: AbortSignal | null | undefined): Promise<string | undefined> {
  const response = await fetch(realm, { signal: signal ?? null });
  if (!response.ok) return undefined;
  const answer = (await response.json()) as { token?: unknown; access_token?: unknown };
  return [answer.token, answer.access_token].find((token) => typeof token === 'string');
}
