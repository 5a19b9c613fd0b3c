import type { Batch, Fact } from '../../engine/model.ts';
import type { Cluster } from '../../inventory/schema.ts';
import { type Get, getBatches, type Reply, replyOf } from './kubectl-get.ts';
import { fieldsOf, type Rows, rowsOf, type Tables } from './object-table.ts';

type Of = Pick<Cluster, 'distribution'>;

const lists = getBatches('kubectl get', (resources) => ({ words: [resources.join(','), '-A'] }));

/** Asks a control plane for all objects of some types. */
export function listFact<const T extends Tables>(id: string, { distribution }: Of, tables: T): Fact<Reply<Rows<T>>> {
  const resources = Object.values(tables).flatMap((table) =>
    table.resources === 'any' ? [] : Object.values(table.resources),
  );
  return factOf(id, lists[distribution], resources, tables);
}

/** What tells an object from all others, and how kubectl finds it. */
export interface ObjectId {
  readonly apiVersion: string;
  readonly kind: string;
  /** '' for an object that is in none. */
  readonly namespace: string;
  readonly name: string;
}

// kubectl prints a single object in another form than several: this one is always there.
const companion: ObjectId = { apiVersion: 'v1', kind: 'Namespace', namespace: '', name: 'kube-system' };

const names = getBatches('kubectl get by name', (references) => ({
  words: ['-f', '-', '--ignore-not-found'],
  input: listOf([JSON.stringify(referenceOf(companion)), ...references].map((text) => JSON.parse(text))),
}));

/**
 * Asks a control plane for objects by their names, as far as they are there: a list costs the API three times what a
 * named object costs. kubectl takes no names beside lists, and each kubectl costs a Pi a second of processor: what every
 * run asks is asked by name.
 */
export function namedFact<const T extends Tables>(
  id: string,
  { distribution }: Of,
  ids: readonly ObjectId[],
  tables: T,
): Fact<Reply<Rows<T>>> {
  return factOf(
    id,
    names[distribution],
    ids.map((one) => JSON.stringify(referenceOf(one))),
    tables,
  );
}

function factOf<T extends Tables>(id: string, batch: Batch, targets: readonly string[], tables: T) {
  const get: Get = { targets, fields: fieldsOf(tables) };
  return {
    id,
    ask: { batch, item: JSON.stringify(get) },
    slow: true,
    parse: (stdout) => replyOf(stdout, get.fields, (objects) => rowsOf(objects, tables)),
  } satisfies Fact<Reply<Rows<T>>>;
}

/** Objects as one document that kubectl reads. */
export function listOf(items: readonly object[]): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
}

/** An object as far as kubectl needs it to find it. */
export function referenceOf({ apiVersion, kind, namespace, name }: ObjectId): object {
  return { apiVersion, kind, metadata: namespace === '' ? { name } : { name, namespace } };
}

export function isSameObject(one: ObjectId, other: ObjectId): boolean {
  return one.kind === other.kind && one.namespace === other.namespace && one.name === other.name;
}
