import { at } from '../facts/cluster/json.ts';
import type { ManagedObject } from '../facts/cluster/managed-objects.ts';
import { isSameObject, type ObjectId } from '../facts/cluster/object-id.ts';
import { markedObject, type WantedObject } from './object-set.ts';

/**
 * Names the ConfigMap that notes which objects a set has: by it objects are found that a later manifest no longer
 * names.
 */
export function ledgerId(set: string): ObjectId {
  return { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'kube-system', name: `microcloud-objects-${set}` };
}

/** Makes the ledger of these objects: one line each, in the order in which they are applied. */
export function ledgerOf(set: string, objects: readonly ObjectId[]): WantedObject {
  const { apiVersion, kind, namespace, name } = ledgerId(set);
  const text = objects.map((one) => `${lineOf(one)}\n`).join('');
  return markedObject(set, { apiVersion, kind, metadata: { name, namespace }, data: { objects: text } });
}

/** Lists the objects that a set's ledger notes; undefined where there is no ledger. */
export function notedIn(present: readonly ManagedObject[], set: string): readonly ObjectId[] | undefined {
  const ledger = present.find((one) => isSameObject(one, ledgerId(set)));
  const text = at(ledger?.fields, 'data', 'objects');
  return (
    ledger &&
    String(text ?? '')
      .split('\n')
      .flatMap(idOf)
  );
}

function lineOf({ apiVersion, kind, namespace, name }: ObjectId): string {
  return `${apiVersion} ${kind} ${namespace === '' ? name : `${namespace}/${name}`}`;
}

// A line that somebody garbled names nothing.
function idOf(line: string): readonly ObjectId[] {
  const [, apiVersion = '', kind = '', namespace = '', name] =
    /^(\S+) (\S+) (?:([^\s/]+)\/)?([^\s/]+)$/.exec(line) ?? [];
  return name === undefined ? [] : [{ apiVersion, kind, namespace, name }];
}
