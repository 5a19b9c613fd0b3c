import type { Source } from '../distributions/distribution.ts';
import { distributionOf, unsupported } from '../distributions/table.ts';
import { UserError } from '../errors.ts';
import type { Cluster, Node } from '../inventory/schema.ts';
import type { Arch } from './architectures.ts';
import type { Part } from './source.ts';

export type { Arch } from './architectures.ts';

/** Something that nodes need from the internet and that apt does not bring. */
export interface Artifact extends Source {
  readonly kind: 'file' | 'image';
  /** A program's name, "kubeadm", or an image's full reference, "registry.k8s.io/kube-proxy:v1.35.4". */
  readonly name: string;
  readonly version: string;
  readonly arch: Arch | 'all';
  /** The artifact's sum, where its publisher does not publish one. */
  readonly pin?: Pick<Part, 'sha256' | 'unpacked'>;
}

type Role = Node['role'];
type Chosen = Pick<Cluster, 'distribution' | 'version'>;

/** Lists the artifacts that a node of this role and architecture needs, in the order in which they are used. */
export function clusterArtifacts(cluster: Chosen, role: Role, arch: Arch): readonly Artifact[] {
  const refusal = unsupported(cluster.distribution, arch);
  if (refusal) throw new UserError(refusal.summary, { hints: [refusal.hint] });
  return distributionOf(cluster)
    .downloads(cluster.version)
    .filter((row) => row.roles.includes(role))
    .map(({ kind, name, version, source }) => ({ kind, name, version, arch, ...source(arch) }));
}

/** Finds one of the cluster's artifacts by its name. */
export function programArtifact(cluster: Chosen, role: Role, arch: Arch, name: string): Artifact {
  const found = clusterArtifacts(cluster, role, arch).find((artifact) => artifact.name === name);
  if (!found) throw new Error(`${cluster.distribution} has no ${name}`);
  return found;
}

/** Names the image of pods' sandboxes, which is on every node. */
export function pauseImage(cluster: Chosen): string {
  return distributionOf(cluster).pauseImage(cluster.version);
}

/** Returns the path where the verified copy waits on a node. */
export function stagedPath(artifact: Artifact): string {
  return `/var/lib/microcloud/artifacts/${fileName(artifact)}`;
}

/** Makes a file name for an artifact, without its architecture. */
export function fileName({ kind, name, version }: Artifact): string {
  return kind === 'file' ? `${name}-${version}` : `${name.replaceAll(/[/:@]/g, '_')}.tar`;
}

/** Names an artifact for people: "kubeadm v1.35.4 for arm64", "registry.k8s.io/pause:3.10.1 for arm64". */
export function titleOf({ kind, name, version, arch }: Artifact): string {
  return `${kind === 'file' ? `${name} ${version}` : name}${arch === 'all' ? '' : ` for ${arch}`}`;
}
