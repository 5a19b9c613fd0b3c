import type { Finding, Path } from './mistakes.ts';
import type { ClusterEntry, Inventory, InventoryFile, NodeEntry } from './schema.ts';

type Sparse<T> = { readonly [K in keyof T]?: T[K] | undefined };

/**
 * An inventory that may have gaps: values that the schema refused are `undefined`. So the checks can still look at the
 * rest, and all mistakes are found at once.
 */
export interface Draft {
  readonly cluster: Sparse<ClusterEntry>;
  readonly nodes: readonly Sparse<NodeEntry>[];
  readonly artifacts: Inventory['artifacts'];
  readonly cloudy: Sparse<Inventory['cloudy']>;
  /** People as the file has them, without defaults. */
  readonly people: readonly DraftPerson[];
  readonly policies: Sparse<NonNullable<InventoryFile['policies']>>;
  /** The file itself, without defaults. It tells where a value comes from. */
  readonly written: DraftFile;
}

export type DraftPerson = Sparse<NonNullable<InventoryFile['people']>[number]>;

export interface DraftFile {
  readonly cluster?: Sparse<InventoryFile['cluster']> | undefined;
  readonly artifacts?: InventoryFile['artifacts'] | undefined;
  readonly cloudy?: Sparse<NonNullable<InventoryFile['cloudy']>> | undefined;
  readonly defaults?: Sparse<NonNullable<InventoryFile['defaults']>> | undefined;
  readonly nodes?: readonly (Sparse<InventoryFile['nodes'][number]> | undefined)[] | undefined;
  readonly people?: readonly (DraftPerson | undefined)[] | undefined;
  readonly policies?: Sparse<NonNullable<InventoryFile['policies']>> | undefined;
}

/** Copies a value, with `undefined` instead of everything at these paths. */
export function withoutPaths(value: unknown, paths: readonly Path[]): unknown {
  const refused = new Set(paths.map((path) => JSON.stringify(path)));
  const copy = (part: unknown, path: Path): unknown => {
    if (refused.has(JSON.stringify(path))) return undefined;
    if (Array.isArray(part)) return part.map((item, index) => copy(item, [...path, index]));
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, item]) => [key, copy(item, [...path, key])]));
  };
  return copy(value, []);
}

/** Finds where a node's setting is written: at the node, else in the defaults. */
export function originOf(draft: Draft, index: number, keys: readonly [keyof NodeEntry, ...string[]]): Path {
  const isAtNode = has(draft.written.nodes?.[index], keys);
  return isAtNode ? ['nodes', index, ...keys] : ['defaults', ...keys];
}

/** Tells whether a value has these keys, even with a value that was refused. */
export function has(value: unknown, keys: Path): boolean {
  const [key, ...rest] = keys;
  if (key === undefined) return true;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return false;
  return has((value as Record<string | number, unknown>)[key], rest);
}

/** What a check may ask about the machine that it runs on. */
export interface Surroundings {
  /** Says what lies at a path; undefined where nothing does. */
  kindOf(path: string): 'file' | 'folder' | undefined;
}

/** Looks at several values together. Gaps are values that the schema has refused already. */
export type Check = (draft: Draft, surroundings: Surroundings) => Iterable<Finding>;
