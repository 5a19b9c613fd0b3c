import { distributionOf } from '../distributions/table.ts';
import { type ObjectId, resourceOf } from '../facts/cluster/object-id.ts';
import { personIn } from '../facts/cluster/person-object.ts';
import { setLabel } from '../facts/cluster/workload.ts';
import type { Cluster } from '../inventory/schema.ts';
import { lines, type Script, sh } from '../shell/sh.ts';
import { ledgerId, ledgerOf } from './object-ledger.ts';
import { applyObjects } from './objects.ts';
import { peopleSet } from './people-objects.ts';
import { removeObjects } from './remove-objects.ts';

/** A person who leaves, and what becomes of the namespaces that nobody else of the inventory has. */
export interface LeavingPerson {
  readonly name: string;
  /** Namespaces that are deleted with all that is in them. */
  readonly going: readonly string[];
  /** Namespaces that stay as they are, and then are nobody's. */
  readonly kept: readonly string[];
  /** Objects in kept namespaces that would go on to let somebody in. */
  readonly keys: readonly ObjectId[];
}

/** Takes the access of a person away. From then on the API refuses the person's next request. */
export function takeAccess({ name }: LeavingPerson, noted: readonly ObjectId[], cluster: Cluster): Script {
  return removeObjects(noted.filter(isAccessOf(name)), cluster);
}

/** Deletes what goes with the person, and forgets what stays. Safe to repeat. */
export function clearPerson(leaving: LeavingPerson, noted: readonly ObjectId[], cluster: Cluster): Script {
  const { name, going, kept, keys } = leaving;
  const { kubectl } = distributionOf(cluster);
  const isIn = (one: ObjectId, namespaces: readonly string[]) =>
    namespaces.includes(one.kind === 'Namespace' ? one.name : one.namespace);
  const left = noted.filter((one) => !isAccessOf(name)(one) && !isIn(one, [...going, ...kept]));
  const ledger =
    left.length > 0
      ? applyObjects([ledgerOf(peopleSet.name, left)], cluster)
      : removeObjects([ledgerId(peopleSet.name)], cluster);
  return lines([
    ...keys.map((one) => sh`${kubectl} -n ${one.namespace} delete --ignore-not-found ${resourceOf(one)} ${one.name}`),
    ...kept.map(
      (namespace) => sh`if [ -n "$(${kubectl} get namespace ${namespace} --ignore-not-found -o name)" ]; then
  ${kubectl} label namespace ${namespace} ${`${setLabel}-`}
fi`,
    ),
    ...going.map((namespace) => sh`${kubectl} delete namespace --ignore-not-found --timeout=300s ${namespace}`),
    ledger,
  ]);
}

function isAccessOf(person: string) {
  return (one: ObjectId) =>
    personIn(one) === person || (one.kind === 'RoleBinding' && one.name === `microcloud-${person}`);
}
