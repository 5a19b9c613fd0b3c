import { hostname, userInfo } from 'node:os';
import { cacheDirectory } from '../artifacts/cache-directory.ts';
import type { SourceOptions } from '../artifacts/sources.ts';
import type { Store } from '../artifacts/store.ts';
import { machineClock } from '../engine/clock.ts';
import type { Emit } from '../engine/events.ts';
import { secretResolver } from '../inventory/resolve-secrets.ts';
import type { Inventory, Node } from '../inventory/schema.ts';
import type { Connection } from '../transport/connection.ts';
import { limit } from '../transport/limit.ts';
import { connectorFor } from './connector.ts';
import type { Run } from './run.ts';

export interface RunOptions {
  readonly inventory: Inventory;
  readonly nodes: readonly Node[];
  readonly emit: Emit;
  readonly env: NodeJS.ProcessEnv;
  readonly ask: (question: { readonly message: string; readonly secret: boolean }) => Promise<string>;
  readonly hostKeys: 'ask' | 'accept-new';
  /** Nodes worked on at once. */
  readonly concurrency: number;
  /** How long to wait for a node that does not answer: it may be booting. Default: 60. */
  readonly timeoutSeconds?: number;
}

/** A run that somebody must end. */
export interface OpenRun extends Run {
  /** Closes every connection that is still open, however the run went: an open one would keep the process alive. */
  readonly close: () => void;
}

/** Opens a run that uses the real SSH, the real store of artifacts and the real clock. */
export function openRun({
  inventory,
  nodes,
  emit,
  env,
  ask,
  hostKeys,
  concurrency,
  timeoutSeconds = 60,
}: RunOptions): OpenRun {
  const cache = cacheDirectory(env);
  const resolve = secretResolver({ env, ask: (message) => ask({ message, secret: true }) });
  const connect = connectorFor({ resolve, ask, hostKeys, emit, opening: limit(concurrency, 10), timeoutSeconds });
  const opened: Connection[] = [];
  let isClosed = false;
  return {
    inventory,
    nodes,
    emit,
    resolve,
    async connect(node) {
      const connection = await connect(node);
      opened.push(connection);
      if (isClosed) connection.close();
      return connection;
    },
    close() {
      isClosed = true;
      for (const connection of opened) connection.close();
    },
    store: laterStore({ ...inventory.artifacts, cache }),
    uploads: limit(3),
    clock: machineClock,
    holder: `${userInfo().username}@${hostname()}`,
  };
}

// Most runs fetch nothing: the code that can fetch is loaded when it is first needed.
function laterStore(options: SourceOptions): Store {
  let store: Promise<Store> | undefined;
  return {
    async fetch(...asked) {
      store ??= import('../artifacts/store.ts').then(({ createStore }) => createStore(options));
      return (await store).fetch(...asked);
    },
  };
}
