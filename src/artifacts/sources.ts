import { directorySource } from './directory-source.ts';
import { fetchByProxy } from './proxy-fetch.ts';
import type { Fetch } from './request.ts';
import type { Source } from './source.ts';
import { webSource } from './web-source.ts';

export interface SourceOptions {
  /** Directory made by `microcloud bundle create`. */
  readonly bundle?: string | undefined;
  /** Base URL of a web server that serves such a directory. */
  readonly mirror?: string | undefined;
  /** The SHA-256 of the bundle's or the mirror's {@link listName}: the sums in that list are then trusted. */
  readonly sums?: string | undefined;
  /** Directory of this program's own copies; made where absent. */
  readonly cache: string;
  readonly fetch?: Fetch;
  /** Milliseconds before each further try after a lost link. */
  readonly pauses?: readonly number[];
  /** Gets sentences about lost links, without a full stop. */
  readonly notice?: (message: string) => void;
}

/** Makes the sources in the order in which they are asked: bundle, cache, mirror, origin. */
export function sourcesOf({ bundle, mirror, sums, cache, ...web }: SourceOptions): readonly Source[] {
  const fetch = web.fetch ?? fetchByProxy(process.env);
  const patience = { pauses: web.pauses ?? [1000, 2000, 5000], notice: web.notice };
  return [
    ...(bundle ? [directorySource({ kind: 'bundle', path: bundle, sums })] : []),
    directorySource({ kind: 'cache', path: cache, heal: true }),
    ...(mirror ? [webSource({ mirror, sums, fetch, patience })] : []),
    webSource({ fetch, patience }),
  ];
}
