import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { distributions } from '../distributions/table.ts';
import { Version } from '../distributions/version.ts';
import { nodeOf } from './address.ts';
import type { Draft, DraftFile } from './draft.ts';
import type { ClusterEntry, Inventory, NodeEntry, SecretReference } from './schema.ts';

/** Where relative paths and `~` lead. */
export interface Places {
  /** Directory of the inventory. */
  readonly directory: string;
  readonly home?: string | undefined;
}

/** Fills in what the file leaves out. A key that is `undefined` was refused by the schema: it stays undefined. */
export function fillDefaults(written: DraftFile, places: Places): Draft {
  const { cluster = {}, defaults = {}, artifacts = {} } = written;
  const nodes = written.nodes ?? [];
  const [version] = (cluster.distribution && distributions[cluster.distribution]?.versions) ?? [];
  const bundle = artifacts.bundle === undefined ? {} : { bundle: absolute(artifacts.bundle, places) };
  const filled = nodes.map((node) => ({
    // An entry that the schema refused as a whole may have had any role.
    role: node ? ('worker' as const) : undefined,
    swap: 'off' as const,
    docker: true,
    cloudy: true,
    taints: [],
    ...defaults,
    ...node,
    ssh: withPaths({ ...defaults.ssh, ...node?.ssh }, places),
    network: { ...defaults.network, ...node?.network },
    labels: { ...defaults.labels, ...node?.labels },
  }));
  return {
    written,
    cluster: {
      version,
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
  };
}

/** Makes an inventory of a draft of which nothing was refused: it has no gaps. */
export function completed({ artifacts, ...draft }: Draft, path: string): Inventory {
  const { cluster, cloudy, nodes } = draft as Whole;
  const version = Version.of(cluster.version);
  return { path, artifacts, cloudy, cluster: { ...cluster, version }, nodes: nodes.map(nodeOf) };
}

/** A draft without gaps. */
type Whole = Pick<Inventory, 'cloudy'> & { readonly cluster: ClusterEntry; readonly nodes: readonly NodeEntry[] };

function cloudyOf(written: DraftFile['cloudy'] = {}, nodes: number, places: Places): Draft['cloudy'] {
  const { serf, publish, login, ...cloudy } = written;
  const { include = ['*'], exclude = ['kube-*'] } = publish?.namespaces ?? {};
  return {
    install: 'native',
    ...cloudy,
    serf: { join: serf?.join ?? [] },
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
  return path === '~' || path.startsWith('~/') ? join(home ?? homedir(), path.slice(1)) : resolve(directory, path);
}
