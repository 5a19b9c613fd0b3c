import { addonDownloads } from '../distributions/addons.ts';
import type { Download, Source } from '../distributions/release-files.ts';
import { distributionOf, unsupported } from '../distributions/table.ts';
import { UserError } from '../errors.ts';
import type { Cluster, Node } from '../inventory/schema.ts';
import type { Arch } from './architectures.ts';
import { pinOf } from './pins.ts';
import { parseReference } from './reference.ts';
import type { Part } from './source.ts';

export type { Arch } from './architectures.ts';

/** Something that nodes need from the internet and that apt does not bring. */
export interface Artifact extends Source {
  readonly kind: 'file' | 'image';
  /** A program's name, "kubeadm", or an image's full reference, "registry.k8s.io/kube-proxy:v1.35.4". */
  readonly name: string;
  readonly version: string;
  readonly arch: Arch | 'all';
  /** The SHA-256 that microcloud itself knows: of a file, of what an archive unpacks to, or of an image's index. */
  readonly pin?: Pick<Part, 'sha256' | 'unpacked'>;
  /** The bytes of an artifact that this program has already, so that no source is asked. */
  readonly content?: () => Uint8Array;
}

type Role = Node['role'];
type Chosen = Pick<Cluster, 'distribution' | 'version' | 'addons'>;

/** Lists the artifacts that a node of this role and architecture needs, in the order in which they are used. */
export function clusterArtifacts(cluster: Chosen, role: Role, arch: Arch): readonly Artifact[] {
  return artifactsFor(cluster, arch, (row) => row.roles.includes(role) && row.onlyFor === undefined);
}

/** Lists what a control plane needs in addition when its cluster is made from a copy. */
export function restoreArtifacts(cluster: Chosen, arch: Arch): readonly Artifact[] {
  return artifactsFor(cluster, arch, (row) => row.onlyFor === 'restore');
}

function artifactsFor(cluster: Chosen, arch: Arch, isMeant: (row: Download) => boolean): readonly Artifact[] {
  const refusal = unsupported(cluster.distribution, arch);
  if (refusal) throw new UserError(refusal.summary, { hints: [refusal.hint] });
  return [...distributionOf(cluster).downloads(cluster.version), ...addonDownloads(cluster)]
    .filter(isMeant)
    .map(({ kind, name, version, source }) => pinned({ kind, name, version, arch, ...source(arch) }));
}

/** Finds one of the cluster's artifacts by its name. */
export function programArtifact(cluster: Chosen, role: Role, arch: Arch, name: string): Artifact {
  const found = clusterArtifacts(cluster, role, arch).find((artifact) => artifact.name === name);
  if (!found) throw new Error(`${cluster.distribution} has no ${name}`);
  return found;
}

/** Makes an artifact of an image that is known by its reference only: "registry.k8s.io/etcd:3.7.0-0". */
export function imageArtifact(name: string, arch: Artifact['arch']): Artifact {
  return pinned({ kind: 'image', name, version: parseReference(name).tag, arch, origin: name });
}

function pinned(artifact: Artifact): Artifact {
  const sha256 = pinOf(artifact.origin);
  return sha256 === undefined ? artifact : { ...artifact, pin: { sha256 } };
}

/** Names the image of pod sandboxes, which every node has. */
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
