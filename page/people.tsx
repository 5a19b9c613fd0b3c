import type { PeopleList } from '../src/tasks/people/list-people.ts';
import { AddPerson } from './add-person.tsx';
import { CommandLine } from './command-line.tsx';
import { LookBar, useLook } from './looked.tsx';
import { Mark } from './mark.tsx';
import type { About } from './page-about.ts';
import type { Start } from './start.ts';

/** Shows who uses the cluster beside its owner, and how much of the quotas is used. */
export function People({ about, start }: { readonly about: About; readonly start: Start }) {
  const looked = useLook<PeopleList>('people');
  const { value } = looked;
  return (
    <>
      <LookBar looked={looked} what="people" />
      {value?.people.length === 0 ? <p>Nobody but the owner uses this cluster.</p> : null}
      {value?.people.map((person) => (
        <PersonCard key={person.name} person={person} />
      ))}
      {value && value.leftOver.length > 0 ? (
        <p>
          <Mark kind="warning" /> Not in the inventory, and still in the cluster: {value.leftOver.join(', ')}.
        </p>
      ) : null}
      <CommandLine line={about.typed('user list')} />
      <AddPerson start={start} />
      <CommandLine line={about.typed('user add NAME --namespace NAMESPACE')} />
    </>
  );
}

/** The amounts of a quota to show. */
const amounts = [
  ['pods', 'Pods'],
  ['limits.memory', 'Memory'],
  ['limits.cpu', 'Processor'],
  ['services.nodeports', 'Ports in Cloudy'],
] as const;

function PersonCard({ person: { name, namespaces, known, until } }: { readonly person: PeopleList['people'][number] }) {
  const missing = known ? 'No certificate yet' : 'Not in the cluster yet: init adds the person';
  const ends = until ? `Certificate ends ${until.slice(0, 10)}` : missing;
  return (
    <article class="card">
      <h3>{name}</h3>
      <p>{ends}</p>
      {namespaces.map(({ name: namespace, role, usage }) => (
        <section key={namespace}>
          <h4>
            {namespace} <small>may {role}</small>
          </h4>
          <dl>
            {amounts.flatMap(([key, label]) => {
              const limit = usage?.hard[key];
              if (limit === undefined) return [];
              return [
                <dt key={key}>{label}</dt>,
                <dd key={`${key} value`}>{`${usage?.used[key] ?? 0} of ${limit}`}</dd>,
              ];
            })}
          </dl>
        </section>
      ))}
    </article>
  );
}
