import { ask } from '../../engine/apply.ts';
import { converge } from '../../engine/converge.ts';
import type { Change, Planned } from '../../engine/model.ts';
import { perform } from '../../engine/perform.ts';
import { factsOf } from '../../engine/plan.ts';
import { withScope } from '../../engine/session.ts';
import { objectsOf } from '../../facts/cluster/managed-objects.ts';
import { type Content, namespaceContents } from '../../facts/cluster/namespace-contents.ts';
import type { ObjectId } from '../../facts/cluster/object-id.ts';
import { personNamed } from '../../inventory/new-person.ts';
import type { Cluster } from '../../inventory/schema.ts';
import { notedIn } from '../../resources/object-ledger.ts';
import { peopleFact, peopleSet } from '../../resources/people-objects.ts';
import { clearPerson, type LeavingPerson, takeAccess } from '../../resources/people-removal.ts';
import type { Run } from '../run.ts';
import { emptyPart, type Survey } from '../surveyed.ts';
import { openPeople } from './open-people.ts';

export interface PersonRemoval {
  readonly name: string;
  readonly keepNamespace: boolean;
  /**
   * Sees what would happen. Answers undefined to stop there, or whether ServiceAccounts, their tokens, Roles and
   * RoleBindings are deleted from namespaces that stay.
   */
  readonly proceed: (found: FoundPersonRemoval) => Promise<{ readonly deleteKeys: boolean } | undefined>;
  /** Called when the person and the namespaces are gone. */
  readonly afterwards: () => Promise<void>;
}

/** What a removal would do. */
export interface FoundPersonRemoval {
  readonly survey: Survey;
  readonly going: readonly string[];
  readonly kept: readonly string[];
  /** What is in the namespaces that nobody else has. */
  readonly contents: readonly Content[];
}

/** What `user remove --json` prints. */
export interface RemovedPerson {
  readonly person: string;
  readonly removedNamespaces: readonly string[];
  readonly keptNamespaces: readonly string[];
  /** What still lets somebody in, in namespaces that stayed. */
  readonly leftKeys: readonly Content[];
}

/** Takes a person out of the cluster: first the access, then the namespaces, unless these stay. */
export async function removePerson(run: Run, removal: PersonRemoval): Promise<RemovedPerson | undefined> {
  const { people, cluster } = run.inventory;
  const { name, keepNamespace, proceed } = removal;
  const instead = `microcloud init, which takes away what the cluster still lets ${name} do`;
  const person = personNamed(run.inventory, name, instead);
  const others = people.filter((one) => one !== person);
  const isShared = (namespace: string) =>
    others.some(({ namespaces }) => namespaces.some((one) => one.name === namespace));
  const own = person.namespaces.map((one) => one.name).filter((namespace) => !isShared(namespace));
  const { leader, phases } = await openPeople(run);
  const { session, answers } = leader;
  try {
    const noted = notedIn(objectsOf(answers.get(peopleFact(session.scope))), peopleSet.name) ?? [];
    const isThere = (namespace: string) => noted.some((one) => one.kind === 'Namespace' && one.name === namespace);
    const inside = namespaceContents(cluster, own.filter(isThere), noted);
    const contents = (await ask(session, [inside])).get(inside);
    const [going, kept] = keepNamespace ? [[], own] : [own, []];
    const leaving: LeavingPerson = { name, going, kept: kept.filter(isThere), keys: [] };
    const changes = changesOf(leaving, noted, cluster);
    const plan = [{ ...emptyPart('people'), changes }];
    const survey = { reached: [{ ...leader, plan }], unreached: [] };
    const decision = await proceed({ survey, going, kept, contents });
    if (!decision) return undefined;
    const keys = keepNamespace ? contents.filter(({ isKey }) => isKey) : [];
    for (const change of changesOf({ ...leaving, keys: decision.deleteKeys ? keys : [] }, noted, cluster)) {
      session.emit({ kind: 'change', node: leader.node.name, phase: 'people', change });
      await perform(session, change, []);
    }
    await removal.afterwards();
    const rest = withScope(session, { people: others });
    const facts = factsOf(phases, rest.scope);
    await converge({ ...rest, facts }, phases, await ask(rest, facts));
    return { person: name, removedNamespaces: going, keptNamespaces: kept, leftKeys: decision.deleteKeys ? [] : keys };
  } finally {
    session.connection.close();
  }
}

function changesOf(leaving: LeavingPerson, noted: readonly ObjectId[], cluster: Cluster): readonly Planned<Change>[] {
  const { name, going, kept } = leaving;
  const what = [
    ...going.map((namespace) => `Remove the namespace ${namespace} and everything in it`),
    ...kept.map((namespace) => `Keep the namespace ${namespace} and everything in it, as nobody's`),
  ].join('; ');
  const common = { kind: 'change', id: 'people.access' } as const;
  return [
    { ...common, summary: `Take away the access of ${name}`, script: takeAccess(leaving, noted, cluster) },
    { ...common, summary: what || `Forget ${name}`, script: clearPerson(leaving, noted, cluster) },
  ];
}
