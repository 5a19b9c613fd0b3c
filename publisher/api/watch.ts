import { setTimeout as sleep } from 'node:timers/promises';
import { type Api, ApiError } from './client.ts';

interface Item {
  readonly metadata: { readonly uid: string; readonly resourceVersion: string };
}

interface List {
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string };
  readonly items: readonly Item[];
}

interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: Item & { readonly code?: number; readonly message?: string };
}

interface Options<T> {
  readonly api: Api;
  readonly path: string;
  /** Returns what to remember of an object, or undefined to forget the object. */
  readonly keep: (object: never) => T | undefined;
  /** Called with all objects that exist now, by uid. */
  readonly onChange: (items: ReadonlyMap<string, T>) => void;
  /** Called when the API has answered. */
  readonly onAlive: () => void;
  readonly onFailure: (error: Error) => void;
  readonly signal: AbortSignal;
}

/** Objects to ask for at once: parsing a small page takes little memory. */
const pageSize = 20;
const longestPauseMs = 20_000;

/** Lists all objects of a kind, then watches what changes, until the signal ends it. */
export async function watchAll<T>(options: Options<T>): Promise<void> {
  const { signal, onChange, onAlive, onFailure } = options;
  let items = new Map<string, T>();
  let version: string | undefined;
  for (let failures = 0; !signal.aborted; ) {
    try {
      if (version === undefined) {
        const all = await listAll(options);
        items = new Map(all.items);
        version = all.version;
        onChange(items);
      }
      for await (const next of follow(options, items, version)) {
        version = next;
        failures = 0;
        onAlive();
      }
    } catch (error) {
      if (signal.aborted) return;
      const isTooOld = error instanceof ApiError && error.status === 410;
      if (isTooOld) version = undefined;
      // An API that was restored from a backup refuses an older resourceVersion as a bad request: list everything
      // again.
      if (failures > 3) version = undefined;
      if (isTooOld && failures === 0) {
        failures++;
        continue;
      }
      onFailure(error as Error);
      const pause = Math.min(longestPauseMs, 250 * 2 ** failures++);
      await sleep(pause * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => {});
    }
  }
}

/** Returns all objects of a kind, by uid, and the version of the list. */
export async function listAll<T>({
  api,
  path,
  keep,
  signal,
}: Pick<Options<T>, 'api' | 'path' | 'keep'> & { readonly signal?: AbortSignal }): Promise<{
  readonly items: ReadonlyMap<string, T>;
  readonly version: string;
}> {
  const items = new Map<string, T>();
  for (let from = ''; ; ) {
    const query = `limit=${pageSize}&continue=${encodeURIComponent(from)}`;
    const page = (await api.json(`${path}?${query}`, signal && { signal })) as List;
    for (const item of page.items) update(items, item.metadata.uid, keep(item as never));
    from = page.metadata.continue ?? '';
    if (from === '') return { items, version: page.metadata.resourceVersion };
  }
}

/**
 * Watches from a version on, and yields each newer version. Ends when the API ends the watch, which it does regularly.
 */
async function* follow<T>(options: Options<T>, items: Map<string, T>, version: string): AsyncGenerator<string> {
  const { api, path, keep, onChange, signal } = options;
  // A random time, so that the nodes do not all ask again at the same moment.
  const seconds = 240 + Math.floor(Math.random() * 120);
  const query = `watch=1&allowWatchBookmarks=true&timeoutSeconds=${seconds}&resourceVersion=${version}`;
  const response = await api.call(`${path}?${query}`, { signal });
  yield version;
  for await (const line of linesOf(response)) {
    const { type, object } = JSON.parse(line) as WatchEvent;
    if (type === 'ERROR') throw new ApiError(object.code ?? 500, object.message ?? 'The watch fails.');
    if (
      type !== 'BOOKMARK' &&
      update(items, object.metadata.uid, type === 'DELETED' ? undefined : keep(object as never))
    ) {
      onChange(items);
    }
    yield object.metadata.resourceVersion;
  }
}

/** Remembers an object. Returns whether anything changed: most changes of an object are of no interest here. */
function update<T>(items: Map<string, T>, uid: string, item: T | undefined): boolean {
  const isSame = JSON.stringify(items.get(uid)) === JSON.stringify(item);
  if (item === undefined) items.delete(uid);
  else if (!isSame) items.set(uid, item);
  return !isSame;
}

/** Yields the lines of a stream of bytes. What follows the last line break is not a line. */
async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let rest: Uint8Array[] = [];
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      yield Buffer.concat([...rest, chunk.subarray(start, end)]).toString();
      rest = [];
      start = end + 1;
    }
    if (start < chunk.length) rest.push(chunk.subarray(start));
  }
}
