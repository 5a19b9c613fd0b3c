import { kubernetesImages } from '../distributions/kubeadm.ts';
import type { Version } from '../distributions/version.ts';
import { UserError } from '../errors.ts';
import type { Cluster, Node } from '../inventory/schema.ts';
import { type Arch, platforms, unsupported } from './architectures.ts';
import type { Part } from './source.ts';
import { flannelVersions } from './tags.ts';

export type { Arch } from './architectures.ts';

/** Something that nodes need from the internet and that apt does not bring. */
export interface Artifact {
  readonly kind: 'file' | 'image';
  /** A program's name, "kubeadm", or an image's full reference, "registry.k8s.io/kube-proxy:v1.35.4". */
  readonly name: string;
  readonly version: string;
  readonly arch: Arch | 'all';
  /** URL of a file, or the image's reference. */
  readonly origin: string;
  /** URL of a list of sums that names the file, as sha256sum writes it. Default: `<origin>.sha256`. */
  readonly checksums?: string;
  /** The artifact's sum, where its publisher does not publish one. */
  readonly pin?: Pick<Part, 'sha256' | 'unpacked'>;
}

type Role = Node['role'];
type Chosen = Pick<Cluster, 'distribution' | 'version'>;
type Source = Pick<Artifact, 'origin' | 'checksums'>;

interface Row {
  readonly kind: Artifact['kind'];
  readonly name: string;
  readonly version: string;
  readonly roles: readonly Role[];
  readonly source: (arch: Arch) => Source;
}

const every: readonly Role[] = ['control-plane', 'worker'];
const controlPlane: readonly Role[] = ['control-plane'];

const rows: Readonly<Record<Cluster['distribution'], (version: Version) => readonly Row[]>> = {
  kubeadm: (version) => {
    const { release } = version;
    const tags = tagsOf(version);
    return [
      program('kubeadm', release, every),
      program('kubelet', release, every),
      // On a worker kubectl would be 60 MB of SD card for nothing: there is no kubeconfig for people.
      program('kubectl', release, controlPlane),
      image('registry.k8s.io/kube-apiserver', release, controlPlane),
      image('registry.k8s.io/kube-controller-manager', release, controlPlane),
      image('registry.k8s.io/kube-scheduler', release, controlPlane),
      image('registry.k8s.io/etcd', tags.etcd, controlPlane),
      image('registry.k8s.io/kube-proxy', release, every),
      image('registry.k8s.io/coredns/coredns', tags.coredns, every),
      image('registry.k8s.io/pause', tags.pause, every),
      image('ghcr.io/flannel-io/flannel', flannelVersions.flannel, every),
      image('ghcr.io/flannel-io/flannel-cni-plugin', flannelVersions.cniPlugin, every),
    ];
  },
  k3s: (version) => [
    k3sAsset('k3s', version, { amd64: 'k3s', arm64: 'k3s-arm64', armhf: 'k3s-armhf' }),
    k3sAsset('k3s-airgap-images.tar.zst', version, {
      amd64: 'k3s-airgap-images-amd64.tar.zst',
      arm64: 'k3s-airgap-images-arm64.tar.zst',
      armhf: 'k3s-airgap-images-arm.tar.zst',
    }),
  ],
};

/** Lists the artifacts that a node of this role and architecture needs, in the order in which they are used. */
export function clusterArtifacts(cluster: Chosen, role: Role, arch: Arch): readonly Artifact[] {
  const refusal = unsupported(cluster.distribution, arch);
  if (refusal) throw new UserError(refusal.summary, { hints: [refusal.hint] });
  return rows[cluster.distribution](cluster.version)
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
export function pauseImage({ distribution, version }: Chosen): string {
  // https://github.com/k3s-io/k3s/blob/v1.35.4%2Bk3s1/pkg/cli/cmds/agent.go
  if (distribution === 'k3s') return 'docker.io/rancher/mirrored-pause:3.6';
  return `registry.k8s.io/pause:${tagsOf(version).pause}`;
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

function program(name: string, version: string, roles: readonly Role[]): Row {
  const origin = (arch: Arch) =>
    `https://dl.k8s.io/release/${version}/bin/linux/${platforms[arch].architecture}/${name}`;
  return { kind: 'file', name, version, roles, source: (arch) => ({ origin: origin(arch) }) };
}

function image(repository: string, tag: string, roles: readonly Role[]): Row {
  const reference = `${repository}:${tag}`;
  return { kind: 'image', name: reference, version: tag, roles, source: () => ({ origin: reference }) };
}

// A release has one list of sums for all files of a platform: https://github.com/k3s-io/k3s/releases
function k3sAsset(name: string, { release }: Version, assets: Readonly<Record<Arch, string>>): Row {
  const folder = `https://github.com/k3s-io/k3s/releases/download/${encodeURIComponent(release)}`;
  const source = (arch: Arch) => ({
    origin: `${folder}/${assets[arch]}`,
    checksums: `${folder}/sha256sum-${platforms[arch].architecture}.txt`,
  });
  return { kind: 'file', name, version: release, roles: every, source };
}

function tagsOf(version: Version) {
  const tags = kubernetesImages[`${version}`];
  if (tags) return tags;
  throw new UserError(`Which images Kubernetes ${version} uses is not known.`, {
    hints: [`Set cluster.version to one of ${Object.keys(kubernetesImages).sort().join(', ')}`],
    exitCode: 2,
  });
}
