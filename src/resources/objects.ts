import { distributionOf } from '../distributions/table.ts';
import type { Change, Fact, Wait } from '../engine/model.ts';
import {
  type ManagedObject,
  type ManagedObjects,
  managedObjects,
  objectsOf,
} from '../facts/cluster/managed-objects.ts';
import { isSameObject, listOf } from '../facts/cluster/object-id.ts';
import type { Cluster } from '../inventory/schema.ts';
import { lines, type Script, sh } from '../shell/sh.ts';
import { ensureAnswering } from './cluster.ts';
import { ledgerId, ledgerOf, notedIn } from './object-ledger.ts';
import {
  type Drift,
  driftOf,
  isMark,
  type ObjectSet,
  titleOf,
  type WantedObject,
  wantedObjects,
} from './object-set.ts';
import { ensureRestarted } from './pod-configuration.ts';
import { removeObjects } from './remove-objects.ts';

/** Asks for the objects of a set as they are; for a set that is not wanted, its name is enough. */
export function objectsFact(
  cluster: Pick<Cluster, 'distribution'>,
  { name, documents = [] }: Pick<ObjectSet, 'name'> & Partial<ObjectSet>,
): Fact<ManagedObjects> {
  return managedObjects(cluster, name, [ledgerId(name), ...wantedObjects({ name, documents })]);
}

/**
 * Makes objects in the cluster as the manifest says, and removes those that an earlier manifest of the set had.
 * Restarts pods that started before a ConfigMap of the set last changed.
 */
export function* ensureObjects(state: ManagedObjects, cluster: Cluster, set: ObjectSet): Iterable<Change | Wait> {
  if (state.kind === 'silent') return yield* ensureAnswering(state, cluster);
  const present = objectsOf(state);
  const wanted = wantedObjects(set);
  const noted = notedIn(present, set.name) ?? [];
  const surplus = noted.filter((one) => !wanted.some((two) => isSameObject(one, two)));
  const isNoted = surplus.length > 0 && wanted.every((one) => noted.some((two) => isSameObject(one, two)));
  // The ledger first notes what comes, and forgets only at the end what has gone: an interrupted run leaves no object
  // that no ledger names.
  const ledger = ledgerOf(set.name, isNoted ? noted : [...wanted, ...surplus]);
  const changes = [...partChanges(set, ledger, present, cluster)];
  yield* changes;
  if (surplus.length > 0) {
    const summary =
      set.removal?.(surplus) ?? `Remove ${surplus.map(titleOf).join(', ')}, which ${set.title} no longer has`;
    const script = lines([removeObjects(surplus, cluster), applyObjects([ledgerOf(set.name, wanted)], cluster)]);
    yield { kind: 'change', summary, script };
  }
  if (changes.length === 0) yield* ensureRestarted(wanted, present, set, cluster);
}

/** Yields what makes each part of a set as it is wanted; the ledger comes with the first part that needs a change. */
function* partChanges(
  set: ObjectSet,
  ledger: WantedObject,
  present: readonly ManagedObject[],
  cluster: Cluster,
): Iterable<Change> {
  const { title, documents, parts = [{ summary: `Deploy ${title}`, documents }] } = set;
  let unnoted = driftOf([ledger], present);
  const drifts = parts.map((part) => {
    const wanted = wantedObjects({ name: set.name, documents: part.documents });
    return { ...part, wanted, drift: driftOf(wanted, present) };
  });
  const lacking = drifts.filter(({ drift }) => drift.length > 0);
  const [first] = drifts;
  for (const { summary, wanted, drift } of lacking.length > 0 || !first || unnoted.length === 0 ? lacking : [first]) {
    const all = [...unnoted, ...drift];
    unnoted = [];
    const isNew = !wanted.some((one) => present.some((other) => isSameObject(one, other)));
    yield {
      kind: 'change',
      summary: isNew ? summary : summaryOf(set, all),
      ...shownOf(all),
      script: lines([...all.flatMap((one) => replaced(one, cluster)), applyObjects([ledger, ...wanted], cluster)]),
    };
  }
}

/** Removes all objects of a set, and its ledger. */
export function* ensureNoObjects(
  state: ManagedObjects,
  cluster: Cluster,
  { name, title }: Pick<ObjectSet, 'name' | 'title'>,
): Iterable<Change | Wait> {
  if (state.kind === 'silent') return yield* ensureAnswering(state, cluster);
  const noted = state.kind === 'running' ? notedIn(state.objects, name) : undefined;
  if (!noted) return;
  const script = lines([removeObjects(noted, cluster), removeObjects([ledgerId(name)], cluster)]);
  yield { kind: 'change', summary: `Remove ${title}`, script };
}

function summaryOf({ title }: ObjectSet, drift: readonly Drift[]): string {
  // Where an older manifest was applied, the newer one is the reason.
  const told = drift.filter(({ isOlder }) => !isOlder).flatMap(reasonOf);
  return told.length === 0 ? `Update ${title}` : `Update ${title}: ${told.join('; ')}`;
}

function reasonOf({ wanted, present, differences }: Drift): readonly string[] {
  if (!present) return [`${titleOf(wanted)} is missing`];
  const paths = differences.filter((one) => !isMark(one)).map(({ path }) => path);
  return paths.length === 0 ? [] : [`${titleOf(wanted)} has another ${paths.join(', ')}`];
}

/** Shows the fields that differ, for people; an object that is not there has none. */
function shownOf(drift: readonly Drift[]): Pick<Change, 'before' | 'after'> {
  const before = textOf(drift, ({ actual }) => actual);
  return before === '' ? {} : { before, after: textOf(drift, ({ wanted }) => wanted) };
}

function textOf(drift: readonly Drift[], value: (difference: Drift['differences'][number]) => unknown): string {
  const rows = drift.flatMap((one) =>
    one.differences.map(
      (difference) => `${titleOf(one.wanted)} ${difference.path}: ${JSON.stringify(value(difference))}`,
    ),
  );
  return rows.map((row) => `${row}\n`).join('');
}

/** The API refuses another value in these fields: the object is deleted, and made again. */
const fixedFields = ['roleRef', 'spec.selector'];

function replaced({ wanted, differences }: Drift, cluster: Cluster): readonly Script[] {
  const isFixed = differences.some(({ path }) => fixedFields.some((field) => `${path}.`.startsWith(`${field}.`)));
  return isFixed ? [removeObjects([wanted], cluster)] : [];
}

/** Applies these objects, also those that are right already, which cost one request each. Safe to repeat. */
export function applyObjects(wanted: readonly WantedObject[], cluster: Cluster): Script {
  const list = listOf(wanted.map(({ apiVersion, kind, fields }) => ({ apiVersion, kind, ...fields })));
  const options = ['--server-side', '--force-conflicts', '--field-manager=microcloud'];
  return sh`printf %s ${list} | ${distributionOf(cluster).kubectl} apply ${options} -f -`;
}
