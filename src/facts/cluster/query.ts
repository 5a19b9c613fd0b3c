import type { Fact } from '../../engine/model.ts';
import type { Cluster } from '../../inventory/schema.ts';
import type { Get } from './get-request.ts';
import { getBatches, type Reply, replyOf } from './kubectl-get.ts';
import type { ObjectId } from './object-id.ts';
import { fieldsOf, type Rows, rowsOf, type Tables } from './object-table.ts';

type Of = Pick<Cluster, 'distribution'>;

/** Asks a control plane for all objects of some types. */
export function listFact<const T extends Tables>(id: string, of: Of, tables: T): Fact<Reply<Rows<T>>> {
  const types = Object.values(tables).map(({ resources }) => (resources === 'any' ? {} : resources));
  return factOf(id, of, { lists: Object.assign({}, ...types), objects: [] }, tables);
}

/**
 * Asks a control plane for objects by their names, as far as they are there: a list costs the API three times what a
 * named object costs, so what every run asks is asked by name.
 */
export function namedFact<const T extends Tables>(
  id: string,
  of: Of,
  objects: readonly ObjectId[],
  tables: T,
): Fact<Reply<Rows<T>>> {
  // Takes only the four fields of an id: two facts that name the same object then ask for it once.
  const ids = objects.map(({ apiVersion, kind, namespace, name }) => ({ apiVersion, kind, namespace, name }));
  return factOf(id, of, { lists: {}, objects: ids }, tables);
}

function factOf<T extends Tables>(id: string, { distribution }: Of, targets: Omit<Get, 'fields'>, tables: T) {
  const get: Get = { ...targets, fields: fieldsOf(tables) };
  return {
    id,
    ask: { batch: getBatches[distribution], item: JSON.stringify(get) },
    slow: true,
    parse: (stdout) => replyOf(stdout, get.fields, (objects) => rowsOf(objects, tables)),
  } satisfies Fact<Reply<Rows<T>>>;
}
