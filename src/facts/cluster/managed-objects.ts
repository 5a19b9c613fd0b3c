import type { Fact } from '../../engine/model.ts';
import type { Cluster } from '../../inventory/schema.ts';
import { cellValue } from './cell.ts';
import type { Json, JsonMap } from './json.ts';
import type { Reply } from './kubectl-get.ts';
import type { ObjectId } from './object-id.ts';
import { defineTable } from './object-table.ts';
import { namedFact } from './query.ts';

/** An object that microcloud applies, as the cluster has it. */
export interface ManagedObject extends ObjectId {
  /** When it was made, and when somebody last changed what it says: RFC 3339, by the API's clock. */
  readonly created: string;
  readonly changed: string;
  /** Its fields as in a manifest, without its status. */
  readonly fields: JsonMap;
}

export type ManagedObjects = Reply<{ readonly objects: readonly ManagedObject[] }>;

/** Returns the objects of an answer; none where the API does not answer. */
export function objectsOf(state: ManagedObjects | undefined): readonly ManagedObject[] {
  return state?.kind === 'running' ? state.objects : [];
}

/** Fields of manifests that are texts; kubectl prints them as they are, and all others as JSON. */
const textFields = ['provisioner', 'reclaimPolicy', 'volumeBindingMode'] as const;

/** The fields that manifests set, beside metadata. */
export const managedFields = [
  ...(['automountServiceAccountToken', 'data', 'roleRef', 'rules', 'spec', 'subjects'] as const),
  ...textFields,
] as const;

type ManagedField = (typeof managedFields)[number];

const columns = {
  apiVersion: '.apiVersion',
  kind: '.kind',
  namespace: '.metadata.namespace',
  name: '.metadata.name',
  created: '.metadata.creationTimestamp',
  changes: '.metadata.managedFields[*].time',
  labels: '.metadata.labels',
  annotations: '.metadata.annotations',
  ...(Object.fromEntries(managedFields.map((field) => [field, `.${field}`])) as Record<ManagedField, string>),
};

/** Asks for the objects of a set by their names. Those that are missing are left out. */
export function managedObjects(
  cluster: Pick<Cluster, 'distribution'>,
  set: string,
  ids: readonly ObjectId[],
): Fact<ManagedObjects> {
  return namedFact(`objects of ${set}`, cluster, ids, { objects: managedTable });
}

function objectOf(cells: Readonly<Record<keyof typeof columns, string>>): ManagedObject {
  const { apiVersion, kind, namespace, name, created } = cells;
  const metadata = { labels: cellValue(cells.labels, {}), annotations: cellValue(cells.annotations, {}) };
  const present = managedFields.flatMap((field) =>
    cells[field] === '' ? [] : [[field, isText(field) ? cells[field] : cellValue<Json>(cells[field], null)] as const],
  );
  return {
    ...{ apiVersion, kind, namespace, name, created },
    // These times have one length, and are in UTC: so they sort as texts.
    changed: cells.changes.split(' ').sort().at(-1) || created,
    fields: { metadata, ...Object.fromEntries(present) },
  };
}

const isText = (field: string) => textFields.some((one) => one === field);

// 'any': manifests have objects of many kinds.
const managedTable = defineTable('any', columns, objectOf);
