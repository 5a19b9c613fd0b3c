import { join, resolve } from 'node:path';
import { distributions } from '../distributions/table.ts';
import { Version } from '../distributions/version.ts';
import { homeDirectory } from '../user-folders.ts';
import { nodeOf } from './address.ts';
import type { Draft, DraftFile } from './draft.ts';
import { isProxy } from './node-roles.ts';
import { personOf } from './people.ts';
import type { Cluster, ClusterEntry, Inventory, InventoryFile, NodeEntry, SecretReference } from './schema.ts';

/** The folders from which relative paths and `~` are resolved. */
export interface Places {
  /** Directory of the inventory. */
  readonly directory: string;
  readonly home?: string | undefined;
}

/**
 * Fills in what the file leaves out. A key with the value `undefined` was refused by the schema and stays undefined.
 */
export function fillDefaults(written: DraftFile, places: Places): Draft {
  const { cluster = {}, defaults = {}, artifacts = {} } = written;
  const nodes = written.nodes ?? [];
  const distribution = cluster.distribution && distributions[cluster.distribution];
  const bundle = artifacts.bundle === undefined ? {} : { bundle: absolute(artifacts.bundle, places) };
  const swap = distribution?.swap ?? 'off';
  const filled = nodes.map((node) => ({ swap, ...nodeFrom(node, defaults, places) }));
  return {
    written,
    cluster: {
      version: distribution?.usual,
      podNetwork: '10.244.0.0/16',
      serviceNetwork: '10.96.0.0/12',
      flannelBackend: 'vxlan' as const,
      registries: {},
      k3s: {},
      kubeadm: {},
      containerd: {},
      ...cluster,
    },
    artifacts: { ...artifacts, ...bundle },
    cloudy: cloudyOf(written.cloudy, filled.filter(({ cloudy }) => cloudy).length, places),
    nodes: filled,
    people: (written.people ?? []).map((person) => person ?? {}),
    policies: written.policies ?? {},
  };
}

/** Fills in what the entry of a node leaves out. If the schema refused the whole entry, its role is unknown. */
function nodeFrom(node: NonNullable<DraftFile['nodes']>[number], defaults: Defaults, places: Places) {
  const isBesideCluster = isProxy(node ?? {});
  return {
    role: node ? ('worker' as const) : undefined,
    docker: !isBesideCluster,
    cloudy: !isBesideCluster,
    taints: [],
    overlays: [],
    ...(isBesideCluster ? proxySettings(defaults) : defaults),
    ...node,
    ssh: withPaths({ ...defaults.ssh, ...node?.ssh }, places),
    network: { ...defaults.network, ...node?.network },
    labels: { ...(isBesideCluster ? {} : defaults.labels), ...node?.labels },
  };
}

type Defaults = NonNullable<DraftFile['defaults']>;

/** Picks the defaults that a proxy takes, which is no node of Kubernetes: only ssh and network. */
function proxySettings({ ssh, network }: Defaults) {
  return { ...(ssh && { ssh }), ...(network && { network }) };
}

/** Fills in what `cluster.backup` leaves out. */
function copiesOf({ every, keep, path }: NonNullable<ClusterEntry['backup']>): NonNullable<Cluster['backup']> {
  return { every: every ?? 'day', keep: keep ?? 7, path: path ?? '/var/lib/microcloud/backups' };
}

/** Makes an inventory of a draft without gaps: the schema refused nothing. */
export function completed({ artifacts, ...draft }: Draft, path: string): Inventory {
  const { cluster: entry, cloudy, nodes, people, policies } = draft as Whole;
  const { backup, ...cluster } = { ...entry, version: Version.of(entry.version) };
  const copies = backup ? { backup: copiesOf(backup) } : {};
  return {
    ...{ path, artifacts, cloudy, cluster: { ...cluster, ...copies }, nodes: nodes.map(nodeOf) },
    people: people.map(personOf),
    policies: { people: policies.people ?? true, registries: policies.registries ?? [] },
  };
}

/** A draft without gaps. */
type Whole = Pick<Inventory, 'cloudy'> & {
  readonly people: readonly NonNullable<InventoryFile['people']>[number][];
  readonly policies: NonNullable<InventoryFile['policies']>;
  readonly cluster: ClusterEntry;
  readonly nodes: readonly NodeEntry[];
};

function cloudyOf(written: DraftFile['cloudy'] = {}, nodes: number, places: Places): Draft['cloudy'] {
  const { serf, publish, login, ...cloudy } = written;
  const { include = ['*'], exclude = ['kube-*'] } = publish?.namespaces ?? {};
  return {
    install: 'native',
    ...cloudy,
    serf: {
      join: serf?.join ?? [],
      ...(serf?.key ? { key: absoluteSecret(serf.key, places) } : {}),
    },
    publish: { namespaces: { include, exclude }, spread: publish?.spread ?? nodes > 1 },
    ...(login?.password ? { login: { ...login, password: absoluteSecret(login.password, places) } } : {}),
  };
}

type Ssh = NonNullable<Draft['nodes'][number]['ssh']>;

function withPaths(ssh: Ssh, places: Places): Ssh {
  const { identityFile, password, sudoPassword } = ssh;
  return {
    ...ssh,
    ...(identityFile === undefined ? {} : { identityFile: absolute(identityFile, places) }),
    ...(password === undefined ? {} : { password: absoluteSecret(password, places) }),
    ...(sudoPassword === undefined ? {} : { sudoPassword: absoluteSecret(sudoPassword, places) }),
  };
}

function absoluteSecret(reference: SecretReference, places: Places): SecretReference {
  return 'file' in reference ? { file: absolute(reference.file, places) } : reference;
}

function absolute(path: string, { directory, home }: Places): string {
  if (path !== '~' && !path.startsWith('~/')) return resolve(directory, path);
  return join(homeDirectory({ HOME: home }) ?? '/', path.slice(1));
}
