import type * as z from 'zod';
import type { person } from './schema-people.ts';

type PersonFile = z.infer<typeof person>;
type Access = NonNullable<PersonFile['namespaces']>[string];

export type Role = Extract<Access, string>;
export type Security = NonNullable<Exclude<Access, string>['security']>;

/** How much may be used in a namespace, in Kubernetes' notation: "500m", "512Mi". */
export interface Quota {
  readonly cpu: string;
  readonly memory: string;
  readonly pods: number;
  readonly storage: string;
  /** Ports of Services on the nodes, each of which appears in Cloudy. */
  readonly publish: number;
}

/** A person of the inventory, with defaults filled in. */
export interface Person {
  readonly name: string;
  readonly namespaces: readonly { readonly name: string; readonly role: Role; readonly security?: Security }[];
  /** undefined where the inventory sets none. */
  readonly quota: Quota | undefined;
  readonly hosts: readonly string[];
  /** The group in a certificate request, where there is one. The inventory never has it. */
  readonly group?: string;
}

/** A namespace of people. */
export interface PeopleNamespace {
  readonly name: string;
  /** The person it belongs to: the first in the inventory who may change things in it, else the first one. */
  readonly owner: string;
  readonly quota: Quota;
  readonly security: Security;
  readonly hosts: readonly string[];
}

/** The amounts of the quotas "small" and "medium". A board with 1 GB has about 550 MiB for pods. */
export const quotaSizes = {
  small: { cpu: '1', memory: '512Mi', pods: 10, storage: '5Gi', publish: 2 },
  medium: { cpu: '2', memory: '1Gi', pods: 20, storage: '10Gi', publish: 4 },
} as const satisfies Record<string, Quota>;

/** Makes a person of an entry of the file, with defaults. */
export function personOf({ name, namespaces = { [name]: 'edit' }, quota, hosts = [] }: PersonFile): Person {
  return {
    name,
    namespaces: Object.entries(namespaces).map(([namespace, access]) =>
      typeof access === 'string' ? { name: namespace, role: access } : { name: namespace, ...withoutGaps(access) },
    ),
    quota: quota === undefined ? undefined : quotaOf(quota),
    hosts,
  };
}

function withoutGaps({ role, security }: Exclude<Access, string>) {
  return { role, ...(security ? { security } : {}) };
}

function quotaOf(quota: NonNullable<PersonFile['quota']>): Quota {
  if (typeof quota === 'string') return quotaSizes[quota];
  const { cpu = quotaSizes.small.cpu, ...others } = quota;
  return { ...quotaSizes.small, ...others, cpu: String(cpu) } as Quota;
}

/**
 * Lists the namespaces of these people, in the order of the inventory. Of people who share a namespace, the first who
 * sets its quota or security decides.
 */
export function namespacesOf(people: readonly Person[]): readonly PeopleNamespace[] {
  const names = new Set(people.flatMap(({ namespaces }) => namespaces.map(({ name }) => name)));
  return [...names].map((name) => {
    const members = people.flatMap((person) =>
      person.namespaces.filter((one) => one.name === name).map((access) => ({ person, access })),
    );
    const writers = members.filter(({ access }) => access.role !== 'view');
    const [owner] = [...writers, ...members].map(({ person }) => person.name);
    const quotas = [...writers, ...members].flatMap(({ person }) => person.quota ?? []);
    return {
      name,
      owner: owner ?? '',
      quota: quotas[0] ?? quotaSizes.small,
      security: members.flatMap(({ access }) => access.security ?? [])[0] ?? 'baseline',
      hosts: [...new Set(writers.flatMap(({ person }) => person.hosts))],
    };
  });
}
