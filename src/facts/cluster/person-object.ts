import { at } from './json.ts';
import type { ManagedObject } from './managed-objects.ts';
import { isSameObject, type ObjectId } from './object-id.ts';

/** Annotation on what is known of a person: when the certificate ends that was issued last. RFC 3339. */
export const endsAnnotation = 'microcloud.cloudy/certificate-ends';

const prefix = 'microcloud-person-';

/** Names the ConfigMap that has what is known of a person. */
export function personId(name: string): ObjectId {
  return { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'kube-system', name: `${prefix}${name}` };
}

/** Reads from an object's name which person it is about; undefined where it is another object. */
export function personIn({ kind, name }: Pick<ObjectId, 'kind' | 'name'>): string | undefined {
  return kind === 'ConfigMap' && name.startsWith(prefix) ? name.slice(prefix.length) : undefined;
}

/**
 * Names the group of a person. Certificates cannot be taken back, and a name may come back: so each group has a random
 * part, and only the group that is in the cluster now counts.
 */
export function groupOf(person: string, random: string): string {
  return `microcloud:${person}:${random}`;
}

export function isGroupOf(person: string, group: unknown): group is string {
  const [first, name, random = '', ...rest] = String(group).split(':');
  return first === 'microcloud' && name === person && /^[a-z0-9]{4,32}$/.test(random) && rest.length === 0;
}

/** What the cluster knows of a person. */
export interface KnownPerson {
  readonly group: string | undefined;
  /** When the certificate ends that was issued last; undefined before the first one. */
  readonly ends: Date | undefined;
}

export function knownPerson(present: readonly ManagedObject[], name: string): KnownPerson | undefined {
  const found = present.find((one) => isSameObject(one, personId(name)));
  if (!found) return undefined;
  const group = at(found.fields, 'data', 'group');
  const ends = new Date(String(at(found.fields, 'metadata', 'annotations', endsAnnotation)));
  return { group: isGroupOf(name, group) ? group : undefined, ends: Number.isNaN(ends.getTime()) ? undefined : ends };
}
