import { isDeepStrictEqual } from 'node:util';
import { type Addon, type AddonName, addons } from '../../distributions/addons.ts';
import type { Draft, DraftPerson } from '../draft.ts';
import type { Finding } from '../mistakes.ts';
import type { Cluster } from '../schema.ts';

/**
 * Namespaces that cannot be a person's: those of the cluster and of microcloud, and `default`, which the owner uses.
 */
const reserved = /^(kube-.*|default|microcloud)$/;
const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Finds people with the same name. */
export function* uniquePeople({ people }: Draft): Iterable<Finding> {
  const seen = new Map<string, number>();
  for (const [index, { name }] of people.entries()) {
    if (name === undefined) continue;
    const first = seen.get(name);
    seen.set(name, first ?? index);
    if (first === undefined) continue;
    yield { path: ['people', index, 'name'], message: `people[${first}] has the name ${name} too: write another name` };
  }
}

/** Finds namespaces that cannot be a person's. */
export function* namespacesForPeople({ people, cluster }: Draft): Iterable<Finding> {
  const owners = new Map(cluster.addons ? namespacesOfAddons(cluster.addons) : []);
  for (const [index, { name: person, namespaces }] of people.entries()) {
    const names = namespaces === undefined ? [person ?? 'x'] : Object.keys(namespaces);
    if (names.length === 0) {
      yield { path: ['people', index, 'namespaces'], message: 'namespaces is empty: write one, such as {wiki: edit}' };
    }
    for (const name of names) {
      const path = ['people', index, ...(namespaces === undefined ? ['name'] : ['namespaces', name])];
      const at = namespaces === undefined ? {} : { at: 'key' as const };
      const addon = owners.get(name);
      if (reserved.test(name))
        yield { path, ...at, message: `the namespace ${name} is the cluster's own: write another name` };
      else if (addon !== undefined)
        yield { path, ...at, message: `the namespace ${name} belongs to the addon ${addon}: write another name` };
      else if (!label.test(name))
        yield {
          path,
          ...at,
          message: 'Kubernetes refuses this namespace: write lower-case letters, digits and hyphens',
        };
    }
  }
}

/** Lists the namespaces of the addons that are on, each with its addon. */
function namespacesOfAddons(wanted: NonNullable<Cluster['addons']>): readonly (readonly [string, AddonName])[] {
  return Object.entries<Addon>(addons).flatMap(([key, { workloads }]) => {
    const name = key as AddonName;
    // "DaemonSet ingress/traefik"
    return wanted[name] ? workloads.map((one) => [one.replace(/^\S+ |\/.*$/g, ''), name] as const) : [];
  });
}

/** Finds people who share a namespace, but have another quota or security for it. */
export function* agreedNamespaces({ people }: Draft): Iterable<Finding> {
  const said = new Map<string, { readonly who: string; readonly value: unknown }>();
  for (const [index, person] of people.entries()) {
    // As in personOf: a person without namespaces has one of the same name.
    const { name, namespaces = name === undefined ? {} : { [name]: 'edit' as const } } = person;
    for (const [namespace, access] of Object.entries(namespaces)) {
      const group = typeof access === 'object' ? access : { role: access, security: undefined };
      if (group.role === 'view') continue;
      for (const [what, value, path] of [
        ['quota', person.quota, ['people', index, 'quota']],
        ['security', group.security, ['people', index, 'namespaces', namespace, 'security']],
      ] as const) {
        if (value === undefined) continue;
        const first = said.get(`${what} ${namespace}`);
        if (!first) said.set(`${what} ${namespace}`, { who: nameOf(person, index), value });
        else if (!isDeepStrictEqual(first.value, value))
          yield {
            path,
            message: `${first.who} has another ${what} for the namespace ${namespace}: write the same, or none`,
          };
      }
    }
  }
}

function nameOf({ name }: DraftPerson, index: number): string {
  return name ?? `people[${index}]`;
}
