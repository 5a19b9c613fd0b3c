import { setTimeout as sleep } from 'node:timers/promises';
import { type Api, ApiError } from './client.ts';
import { linesOf } from './stream-lines.ts';

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
  /** What is kept of an object, if anything. */
  readonly keep: (object: never) => T | undefined;
  /** All that there is now, by uid. */
  readonly onChange: (items: ReadonlyMap<string, T>) => void;
  /** The API has answered. */
  readonly onAlive: () => void;
  readonly onFailure: (error: Error) => void;
  readonly signal: AbortSignal;
}

/** Pages this small keep what is parsed at once small. */
const pageSize = 20;
const longestPauseMs = 20_000;

/** Knows all objects of a kind, until it is told to stop: lists them, then watches what changes. */
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
      // A version of before a restart from a backup is refused as a bad request.
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

/** All objects of a kind, by uid, and the version of the list. */
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

/** Yields up to which version it has followed; ends when the API ends it, which is usual. */
async function* follow<T>(options: Options<T>, items: Map<string, T>, version: string): AsyncGenerator<string> {
  const { api, path, keep, onChange, signal } = options;
  // Not all nodes at once.
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

/** Returns whether that changed anything of what is kept: most of what happens to an object is of no interest here. */
function update<T>(items: Map<string, T>, uid: string, item: T | undefined): boolean {
  const isSame = JSON.stringify(items.get(uid)) === JSON.stringify(item);
  if (item === undefined) items.delete(uid);
  else if (!isSame) items.set(uid, item);
  return !isSame;
}
