import { createHash } from 'node:crypto';
import { at, type JsonMap } from '../facts/cluster/json.ts';
import type { ManagedObject } from '../facts/cluster/managed-objects.ts';
import { isSameObject, type ObjectId } from '../facts/cluster/object-id.ts';
import { setLabel } from '../facts/cluster/workload.ts';
import type { Document } from './manifest.ts';
import { type Difference, differences } from './object-differences.ts';

/** Annotation on what microcloud applies: the sum of what it applied. It tells another manifest from a change by others. */
const appliedAnnotation = 'microcloud.cloudy/applied';

/** Objects of Kubernetes that belong together. */
export interface ObjectSet {
  /** It never changes: by it objects are found that the set once had. */
  readonly name: string;
  /** As people call it: "Flannel". */
  readonly title: string;
  /** In the order in which they are applied. */
  readonly documents: readonly Document[];
  /** Groups of documents that are a change of their own, each with its summary while none of its documents is there. */
  readonly parts?: readonly { readonly summary: string; readonly documents: readonly Document[] }[];
  /** Words the removal of objects that the set no longer has. */
  readonly removal?: (objects: readonly ObjectId[]) => string;
}

/** An object as a manifest has it, marked as one of its set. */
export interface WantedObject extends ObjectId {
  readonly sum: string;
  readonly fields: JsonMap;
}

/** Lists the objects of a set, in their order. Pure. */
export function wantedObjects({ name, documents }: Pick<ObjectSet, 'name' | 'documents'>): readonly WantedObject[] {
  return documents.map((document) => markedObject(name, document));
}

/** Marks an object of a set with the set's label and the sum of what the object says. */
export function markedObject(set: string, { apiVersion, kind, ...fields }: Document): WantedObject {
  const sum = createHash('sha256').update(JSON.stringify(fields)).digest('hex').slice(0, 16);
  const { metadata } = fields;
  const labels = { ...(metadata.labels as JsonMap), [setLabel]: set };
  const annotations = { ...(metadata.annotations as JsonMap), [appliedAnnotation]: sum };
  return {
    ...{ apiVersion, kind, namespace: metadata.namespace ?? '', name: metadata.name, sum },
    fields: { ...fields, metadata: { ...metadata, labels, annotations } },
  };
}

/** A wanted object that is not there, or not as it is wanted. */
export interface Drift {
  readonly wanted: WantedObject;
  /** undefined: it is not there. */
  readonly present: ManagedObject | undefined;
  readonly differences: readonly Difference[];
  /** An older manifest was applied last: the difference is no change by others. */
  readonly isOlder: boolean;
}

/** Lists the objects of a set that are not as they are wanted, in the set's order. Pure. */
export function driftOf(wanted: readonly WantedObject[], present: readonly ManagedObject[]): readonly Drift[] {
  return wanted.flatMap((one): readonly Drift[] => {
    const twin = present.find((other) => isSameObject(other, one));
    if (!twin) return [{ wanted: one, present: undefined, differences: [], isOlder: false }];
    const { name: _, namespace: __, ...metadata } = one.fields.metadata as JsonMap;
    const found = differences({ ...one.fields, metadata }, twin.fields);
    const applied = at(twin.fields, 'metadata', 'annotations', appliedAnnotation);
    const isOlder = applied !== undefined && applied !== one.sum;
    return found.length === 0 ? [] : [{ wanted: one, present: twin, differences: found, isOlder }];
  });
}

/** Says whether a difference is only that the object does not carry our own marks: somebody else made it. */
export function isMark({ path }: Difference): boolean {
  return [`metadata.labels.${setLabel}`, `metadata.annotations.${appliedAnnotation}`].includes(path);
}

/** Names an object as people do: "ConfigMap kube-flannel-cfg". */
export function titleOf({ kind, name }: ObjectId): string {
  return `${kind} ${name}`;
}
