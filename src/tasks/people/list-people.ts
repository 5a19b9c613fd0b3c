import { askingPhase } from '../../engine/plan.ts';
import { objectsOf } from '../../facts/cluster/managed-objects.ts';
import { knownPerson, personIn } from '../../facts/cluster/person-object.ts';
import { type QuotaObject, quotasIn } from '../../facts/cluster/quota-object.ts';
import { namespacesOf, type Role } from '../../inventory/people.ts';
import { notedIn } from '../../resources/object-ledger.ts';
import { peopleFact, peopleSet } from '../../resources/people-objects.ts';
import type { Run } from '../run.ts';
import { openPeople } from './open-people.ts';

/** What `user list --json` prints: stable, as programs rely on it. */
export interface PeopleList {
  readonly people: readonly ListedPerson[];
  /** Names that the cluster still knows, and the inventory does not. */
  readonly leftOver: readonly string[];
}

export interface ListedPerson {
  readonly name: string;
  readonly namespaces: readonly {
    readonly name: string;
    readonly role: Role;
    /** Limits and use of the namespace's ResourceQuota. Absent while the cluster has not counted yet. */
    readonly usage?: Pick<QuotaObject, 'hard' | 'used'>;
  }[];
  /** Whether the cluster knows the person already. */
  readonly known: boolean;
  /** When the newest certificate ends: RFC 3339. Absent before the first certificate. */
  readonly until?: string;
}

/** Asks the cluster about the people of the inventory: one exec. */
export async function listPeople(run: Run): Promise<PeopleList> {
  const { people, cluster } = run.inventory;
  const quotas = quotasIn(
    cluster,
    namespacesOf(people).map(({ name }) => name),
  );
  const { leader } = await openPeople(run, [askingPhase('quotas', () => ({ quotas }))]);
  leader.session.connection.close();
  const present = objectsOf(leader.answers.get(peopleFact(leader.session.scope)));
  const counted = leader.answers.get(quotas);
  const usages = counted.kind === 'running' ? counted.quotas : [];
  const noted = (notedIn(present, peopleSet.name) ?? []).flatMap((one) => personIn(one) ?? []);
  return {
    people: people.map(({ name, namespaces }) => {
      const known = knownPerson(present, name);
      return {
        name,
        known: known !== undefined,
        ...(known?.ends ? { until: known.ends.toISOString() } : {}),
        namespaces: namespaces.map(({ name: namespace, role }) => {
          const found = usages.find((one) => one.namespace === namespace);
          return { name: namespace, role, ...(found ? { usage: { hard: found.hard, used: found.used } } : {}) };
        }),
      };
    }),
    leftOver: noted.filter((name) => people.every((one) => one.name !== name)),
  };
}
