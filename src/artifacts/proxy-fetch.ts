import http from 'node:http';
import { UserError } from '../errors.ts';
import { isExempt, proxyFor, type WebProxy } from './proxy-settings.ts';
import type { Fetch } from './request.ts';

/**
 * Makes a fetch that obeys HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, as other programs on this machine do. A
 * mistake in them becomes an error of the first request that needs a proxy.
 */
export function fetchByProxy(env: NodeJS.ProcessEnv): Fetch {
  const direct = new Set<string>();
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const proxy = isExempt(url, env) ? undefined : proxyFor(url.protocol === 'http:' ? 'http' : 'https', env);
    if (!proxy) direct.add(url.host);
    setProxies(env, [...direct]);
    try {
      return await fetch(input, init);
    } catch (error) {
      throw proxy ? through(proxy, error) : error;
    }
  };
}

let current: string | undefined;

/** Sets Node's proxies, which hold for the whole process, in the forms that Node knows. People write more forms. */
function setProxies(env: NodeJS.ProcessEnv, direct: readonly string[]): void {
  const found = (['http', 'https'] as const).map((scheme) => [`${scheme}_proxy`, usable(scheme, env)] as const);
  const known = found.filter(([, url]) => url !== undefined);
  const proxyEnv = {
    ...Object.fromEntries(known),
    no_proxy: [...direct, env.no_proxy ?? env.NO_PROXY ?? ''].join(','),
  };
  if (JSON.stringify(proxyEnv) === current || (known.length === 0 && current === undefined)) return;
  current = JSON.stringify(proxyEnv);
  if (!http.setGlobalProxyFromEnv) throw tooOld();
  // For a scheme without a proxy Node would read its own environment: hide that for a moment.
  const own = Object.entries(process.env).filter(([name]) => /^https?_proxy$/i.test(name));
  for (const [name] of own) delete process.env[name];
  http.setGlobalProxyFromEnv(proxyEnv);
  Object.assign(process.env, Object.fromEntries(own));
}

function usable(scheme: 'http' | 'https', env: NodeJS.ProcessEnv): string | undefined {
  try {
    return proxyFor(scheme, env)?.url;
  } catch {
    return undefined;
  }
}

/** Names the proxy in an error: fetch reports failures of the proxy as if the server had caused them. */
function through({ host, variable }: WebProxy, error: unknown): unknown {
  if (!(error instanceof TypeError)) return error;
  const whole = `${reasonOf(error)}, through the proxy ${host} of ${variable}`;
  return new TypeError(error.message, { cause: new Error(whole, { cause: error }) });
}

function reasonOf(error: Error): string {
  const [, status] = /Proxy response \((\d+)\)/.exec(error.message) ?? [];
  if (status === '407') return 'the proxy wants a user and a password: http://USER:PASSWORD@HOST:PORT';
  if (status !== undefined) return `the proxy answers ${status}`;
  if (error.cause instanceof Error) return reasonOf(error.cause);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}

function tooOld(): UserError {
  return new UserError(`This Node (${process.version}) cannot use a proxy: 24.5 is the first that can.`, {
    hints: ['nvm install 24', 'HTTPS_PROXY= HTTP_PROXY= ALL_PROXY= before the same command, to go without'],
    exitCode: 2,
  });
}
