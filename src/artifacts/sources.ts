import http from 'node:http';
import { join } from 'node:path';
import { directorySource } from './directory-source.ts';
import type { Fetch } from './request.ts';
import type { Source } from './source.ts';
import { webSource } from './web-source.ts';

export interface SourceOptions {
  /** Directory made by `microcloud bundle create`. */
  readonly bundle?: string | undefined;
  /** Base URL of a web server that serves such a directory. */
  readonly mirror?: string | undefined;
  /** Directory of this program's own copies; made where absent. */
  readonly cache: string;
  readonly fetch?: Fetch;
  /** Milliseconds before each further try after a lost link. */
  readonly pauses?: readonly number[];
  /** Hears about lost links, in sentences without a full stop. */
  readonly notice?: (message: string) => void;
}

/** Makes the sources in the order in which they are asked: bundle, cache, mirror, origin. */
export function sourcesOf({ bundle, mirror, cache, ...web }: SourceOptions): readonly Source[] {
  const fetch = web.fetch ?? fetchByProxy();
  const patience = { pauses: web.pauses ?? [1000, 2000, 5000], notice: web.notice };
  return [
    ...(bundle ? [directorySource({ kind: 'bundle', path: bundle })] : []),
    directorySource({ kind: 'cache', path: cache, heal: true }),
    ...(mirror ? [webSource({ mirror, fetch, patience })] : []),
    webSource({ fetch, patience }),
  ];
}

/** Makes a fetch that obeys HTTPS_PROXY, HTTP_PROXY and NO_PROXY, as other programs on this machine do. */
function fetchByProxy(): Fetch {
  // Early releases of Node 24 lack this function, and go without a proxy.
  http.setGlobalProxyFromEnv?.();
  return globalThis.fetch;
}

/** Returns where this user's copies are kept: https://specifications.freedesktop.org/basedir-spec/latest/ */
export function cacheDirectory(env: Readonly<Record<string, string | undefined>>): string {
  return join(env.XDG_CACHE_HOME || join(env.HOME ?? '/root', '.cache'), 'microcloud', 'artifacts');
}
