import { count } from '../counted.ts';
import type { Content } from '../facts/cluster/namespace-contents.ts';
import type { Person } from '../inventory/people.ts';
import type { Admitted } from '../tasks/people/admit-person.ts';
import type { PeopleList } from '../tasks/people/list-people.ts';
import type { FoundPersonRemoval, RemovedPerson } from '../tasks/people/remove-person.ts';
import { tableText } from './phrases.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Writes a date in UTC, as certificates have it: "27 Feb 2027". */
function dateText(date: Date): string {
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

const verbs = { view: 'look at', edit: 'edit', admin: 'administer' } as const;

/** Says what a person may do: "ismael may edit cloudy and look at wiki". */
function mayText(name: string, namespaces: Person['namespaces']): string {
  return `${name} may ${namespaces.map((one) => `${verbs[one.role]} ${one.name}`).join(' and ')}`;
}

/** Says what a person may do, and until when: before the question, and again at the end. */
export function untilNote(name: string, namespaces: Person['namespaces'], until: Date): string {
  return `${mayText(name, namespaces)} until ${dateText(until)}`;
}

/** Says which file was written, whom to give it to, and that namespaces are not isolated where that is so. */
export function admittedText({ person, namespaces, until, file, isolated, hasKey }: Admitted): string {
  const given = hasKey
    ? `${file} (only for its owner to read): give it to ${person} in a way that nobody else can read. Whoever has the file can act as ${person}.`
    : `${file}: give it to ${person}, who puts it beside the key that \`microcloud user request\` made. Without the key it opens nothing.`;
  const open =
    'This cluster enforces no network policies: pods of other people reach those in these namespaces. See: microcloud doctor --explain policy.unenforced';
  return [
    `${untilNote(person, namespaces, new Date(until))}.`,
    given,
    `Next: kubectl --kubeconfig ${file} get pods`,
    ...(isolated ? [] : [open]),
  ].join('\n');
}

/** Writes a line for each namespace of each person. */
export function peopleListText({ people, leftOver }: PeopleList): string {
  const heading = ['PERSON', 'NAMESPACE', 'ROLE', 'PODS', 'MEMORY', 'PORTS IN CLOUDY', 'CERTIFICATE ENDS'];
  const rows = people.flatMap(({ name, namespaces, known, until }) =>
    namespaces.map(({ name: namespace, role, usage }) => {
      const of = (amount: string) => (usage?.hard[amount] ? `${usage.used[amount] ?? 0}/${usage.hard[amount]}` : '-');
      const missing = known ? 'none yet' : 'not in the cluster yet';
      const ends = until ? dateText(new Date(until)) : missing;
      return [name, namespace, role, of('pods'), of('limits.memory'), of('services.nodeports'), ends];
    }),
  );
  const left =
    leftOver.length > 0
      ? [`Not in the inventory, and still in the cluster: ${leftOver.join(', ')}. Try: microcloud init`]
      : [];
  if (rows.length === 0)
    return ['Nobody but the owner uses this cluster. Try: microcloud user add NAME', ...left].join('\n');
  return [tableText([heading, ...rows]), ...left].join('\n\n');
}

/** Says how many objects are in the namespaces that go or stay. */
export function removalNotes({ going, kept, contents }: FoundPersonRemoval): readonly string[] {
  const numbers = [...going, ...kept].map((namespace) => {
    const inside = contents.filter((one) => one.namespace === namespace);
    const kinds = [...Map.groupBy(inside, ({ kind }) => kind)].map(([kind, some]) => count(some.length, kind));
    return `In ${namespace}: ${kinds.join(', ') || 'nothing'}.`;
  });
  const keys = kept.length > 0 ? contents.filter(({ isKey }) => isKey) : [];
  return [...numbers, ...(keys.length > 0 ? [`These would still let somebody in: ${namesText(keys)}.`] : [])];
}

/** Asks whether to delete objects by which others could still get in. */
export function keysText(keys: readonly Content[]): string {
  return `Delete ${namesText(keys)}? Pods that use them stop having access.`;
}

/** Says how the removal of a person ended. */
export function removedPersonText(removed: RemovedPerson | undefined, inventory: string): string {
  if (!removed) return 'Nothing was changed.';
  const { person, leftKeys, keptNamespaces } = removed;
  return [
    `${person} has no access any more, and is out of ${inventory}. Requests that were running end by themselves.`,
    ...(leftKeys.length > 0
      ? [
          `Still there, and whoever has a token of them gets in: ${namesText(leftKeys)}. Try: kubectl -n ${keptNamespaces[0]} delete KIND NAME`,
        ]
      : []),
  ].join('\n');
}

function namesText(objects: readonly Content[]): string {
  return objects.map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`).join(', ');
}
