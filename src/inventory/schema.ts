import * as z from 'zod';
import type { Version } from '../distributions/version.ts';
import type { Person } from './people.ts';
import { cloudy } from './schema-cloudy.ts';
import { cluster } from './schema-cluster.ts';
import { node, nodeSettings } from './schema-node.ts';
import type { secretReference } from './schema-parts.ts';
import { person, policies } from './schema-people.ts';

const artifacts = z.strictObject({
  bundle: z.string().optional().describe('Directory made by `microcloud bundle create`'),
  mirror: z.url().optional().describe('Base URL of a mirror laid out like a bundle'),
  sums: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'write the 64 digits that `microcloud bundle create` printed')
    .optional()
    .describe('sha256 of SHA256SUMS of that bundle or mirror: the sums in this list are then trusted'),
});

/** The inventory file as people write it. */
export const inventorySchema = z.strictObject({
  cluster: cluster.describe('The cluster that the nodes make'),
  artifacts: artifacts.optional().describe('Where downloads come from, instead of the internet'),
  cloudy: cloudy.optional().describe('Cloudy, the community cloud in which Services of the cluster appear'),
  defaults: z.strictObject(nodeSettings).optional().describe("For every node; a node's own value wins"),
  nodes: z.array(node).min(1).describe('The machines, one entry each'),
  people: z.array(person).optional().describe('Who may use the cluster beside its owner: namespaces, roles, quotas'),
  policies: policies.optional().describe("What is refused in people's namespaces"),
});

export type InventoryFile = z.infer<typeof inventorySchema>;
export type SecretReference = z.infer<typeof secretReference>;

type Filled<T, Keys extends keyof T> = Omit<T, Keys> & { [K in Keys]-?: NonNullable<T[K]> };

/** A node in the inventory's words, with the cluster's defaults filled in. */
export type NodeEntry = Readonly<
  Filled<
    z.infer<typeof node>,
    'role' | 'ssh' | 'network' | 'swap' | 'docker' | 'cloudy' | 'labels' | 'taints' | 'overlays'
  >
>;
/** A node as the program knows it: like the entry, but with other names for its two addresses. */
export interface Node extends NodeEntry {
  /**
   * Its address for good, by which the cluster and other nodes know it: the inventory's `staticAddress`, else its
   * `address`, which may be a host name. Use `ipv4Of` where an IPv4 address is needed.
   */
  readonly address: string;
  /** Where SSH finds it now: the inventory's `address`. */
  readonly sshAddress: string;
}
/** What a node of Kubernetes does there. */
export type MemberRole = Exclude<Node['role'], 'proxy'>;
/** The cluster in the inventory's words, with defaults filled in. */
export type ClusterEntry = Readonly<
  Filled<
    z.infer<typeof cluster>,
    'version' | 'podNetwork' | 'serviceNetwork' | 'flannelBackend' | 'registries' | 'k3s' | 'kubeadm' | 'containerd'
  >
>;

/** The cluster as the program knows it. */
export interface Cluster extends Omit<ClusterEntry, 'version' | 'backup'> {
  readonly version: Version;
  /** Copies that control planes make by themselves, with defaults filled in. */
  readonly backup?: Readonly<Filled<NonNullable<ClusterEntry['backup']>, 'every' | 'keep' | 'path'>>;
}

type CloudyFile = z.infer<typeof cloudy>;
/** Cloudy with defaults filled in. */
export type Cloudy = Readonly<{
  install: NonNullable<CloudyFile['install']>;
  serf: { readonly join: readonly string[]; readonly key?: SecretReference };
  login?: NonNullable<CloudyFile['login']>;
  sshLogin?: boolean;
  publish: { readonly namespaces: Namespaces; readonly spread: boolean };
}>;
/** Which namespaces' Services are published; * stands for any letters. */
export type Namespaces = Readonly<Record<'include' | 'exclude', readonly string[]>>;

/** What is refused in people's namespaces, with defaults filled in. */
export interface Policies {
  readonly people: boolean;
  readonly registries: readonly string[];
}

/** A checked inventory with defaults filled in. */
export interface Inventory {
  /** Absolute path of the file. */
  readonly path: string;
  readonly cluster: Cluster;
  readonly artifacts: z.infer<typeof artifacts>;
  readonly cloudy: Cloudy;
  readonly nodes: readonly Node[];
  readonly people: readonly Person[];
  readonly policies: Policies;
}
