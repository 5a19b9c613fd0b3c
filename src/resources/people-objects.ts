import { count } from '../counted.ts';
import type { Fact, Scope } from '../engine/model.ts';
import type { ManagedObject, ManagedObjects } from '../facts/cluster/managed-objects.ts';
import type { NodeObject } from '../facts/cluster/node-object.ts';
import type { ObjectId } from '../facts/cluster/object-id.ts';
import { groupOf, knownPerson, personIn } from '../facts/cluster/person-object.ts';
import { namespacesOf, type PeopleNamespace, type Person, type Quota } from '../inventory/people.ts';
import type { Cluster } from '../inventory/schema.ts';
import { type Document, manifest } from './manifest.ts';
import type { ObjectSet } from './object-set.ts';
import { objectsFact } from './objects.ts';

/** The name of the set, and what people call it. */
export const peopleSet = { name: 'people', title: 'access for people' } as const;

/** What the cluster says that decides how the objects are. */
export interface PeopleSurroundings {
  readonly present: readonly ManagedObject[];
  readonly nodes: readonly Pick<NodeObject, 'podCidr'>[];
  /** Random digits by which a new group differs from all earlier ones. */
  readonly random: string;
}

/** Names of objects do not depend on what the cluster says. */
const unknown: PeopleSurroundings = { present: [], nodes: [], random: '' };

/** Asks for what these people have, as it is. */
export function peopleFact({ cluster, people }: Pick<Scope, 'cluster' | 'people'>): Fact<ManagedObjects> {
  return objectsFact(cluster, peopleObjects(people, cluster, unknown));
}

/** Makes the set of namespaces and roles of these people, with a part for each. */
export function peopleObjects(
  people: readonly Person[],
  { podNetwork }: Pick<Cluster, 'podNetwork'>,
  { present, nodes, random }: PeopleSurroundings,
): ObjectSet {
  const sources = sourcesOf(podNetwork, nodes);
  const namespaces = namespacesOf(people).map((one) => ({
    summary: `Make the namespace ${one.name} (${boundsText(one)})`,
    documents: manifest('people-namespace.yaml', {
      ...{ namespace: one.name, owner: one.owner, security: one.security, hosts: one.hosts.join(','), sources },
      ...one.quota,
      ...{ pods: `${one.quota.pods}`, publish: `${one.quota.publish}` },
    }),
  }));
  const roles = people.map((person) => {
    const group = person.group ?? knownPerson(present, person.name)?.group ?? groupOf(person.name, random);
    return { summary: `Let ${roleText(person)}`, documents: accessOf(person, group) };
  });
  const parts = [...namespaces, ...roles];
  return { ...peopleSet, documents: parts.flatMap(({ documents }) => documents), parts, removal: removalText };
}

function accessOf({ name: person, namespaces }: Person, group: string): readonly Document[] {
  const roles = namespaces.flatMap(({ name: namespace, role }) =>
    manifest('person-role.yaml', { person, group, namespace, role }),
  );
  return [...manifest('person.yaml', { person, group }), ...roles];
}

/**
 * Lists who may reach the pods of a namespace: its own pods, those of namespaces that are not people's, and everything
 * that is no pod. A node that sends a request on to another node's pod does so by the first addresses of its own range
 * of the pod network.
 */
function sourcesOf(podNetwork: string, nodes: PeopleSurroundings['nodes']) {
  const ranges = nodes.map(({ podCidr }) => podCidr.replace(/\/\d+$/, '/31')).filter((range) => range !== '');
  return [
    { podSelector: {} },
    { namespaceSelector: { matchExpressions: [{ key: 'microcloud.cloudy/person', operator: 'DoesNotExist' }] } },
    { ipBlock: { cidr: '0.0.0.0/0', except: [podNetwork] } },
    ...ranges.toSorted().map((cidr) => ({ ipBlock: { cidr } })),
  ];
}

const verbs = { view: 'look at', edit: 'edit', admin: 'administer' } as const;

/** "ismael edit cloudy, look at wiki" */
function roleText({ name, namespaces }: Person): string {
  return `${name} ${namespaces.map((one) => `${verbs[one.role]} ${one.name}`).join(', ')}`;
}

function boundsText({ quota, security }: PeopleNamespace): string {
  const usual =
    security === 'baseline'
      ? []
      : [security === 'privileged' ? 'PRIVILEGED: its pods may do anything on nodes' : security];
  return [...usual, quotaText(quota)].join('; ');
}

/** "2 cpu, 1 GiB, 20 pods, 10 GiB of volumes, 4 ports in Cloudy" */
function quotaText({ cpu, memory, pods, storage, publish }: Quota): string {
  return `${cpu} cpu, ${memory}B of memory, ${count(pods, 'pod')}, ${storage}B of volumes, ${count(publish, 'port')} in Cloudy`.replaceAll(
    /(\d)(?=[KMGT]iB)/g,
    '$1 ',
  );
}

function removalText(objects: readonly ObjectId[]): string {
  const people = objects.flatMap((one) => personIn(one) ?? []);
  const namespaces = objects.filter(({ kind }) => kind === 'Namespace').map(({ name }) => name);
  const lost = objects.filter(
    ({ kind, name }) => kind === 'RoleBinding' && !people.includes(name.replace(/^microcloud-/, '')),
  );
  return (
    [
      ...(people.length > 0 ? [`Take away the access of ${people.join(', ')}`] : []),
      ...lost.map(({ name, namespace }) => `Take away the role of ${name.replace(/^microcloud-/, '')} in ${namespace}`),
      ...namespaces.map((name) => `Remove the namespace ${name}, if nothing is in it`),
    ].join('; ') || 'Remove quotas and limits of namespaces that are gone'
  );
}
