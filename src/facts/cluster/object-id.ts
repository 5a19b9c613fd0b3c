/** What tells an object from all others, and how kubectl finds it. */
export interface ObjectId {
  readonly apiVersion: string;
  readonly kind: string;
  /** '' for an object that is in no namespace. */
  readonly namespace: string;
  readonly name: string;
}

/** Writes objects as one document that kubectl reads. */
export function listOf(items: readonly object[]): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
}

/** Makes what kubectl needs of an object to find it. */
export function referenceOf({ apiVersion, kind, namespace, name }: ObjectId): object {
  return { apiVersion, kind, metadata: namespace === '' ? { name } : { name, namespace } };
}

/** Names the type of an object as `kubectl get` takes it: "configmap", "daemonset.v1.apps". */
export function resourceOf({ apiVersion, kind }: ObjectId): string {
  const [version, group] = apiVersion.split('/').toReversed();
  return [kind.toLowerCase(), ...(group ? [version, group] : [])].join('.');
}

export function isSameObject(
  one: Pick<ObjectId, 'kind' | 'namespace' | 'name'>,
  other: Pick<ObjectId, 'kind' | 'namespace' | 'name'>,
): boolean {
  return one.kind === other.kind && one.namespace === other.namespace && one.name === other.name;
}
