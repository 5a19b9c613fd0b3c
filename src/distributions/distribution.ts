import type { Arch } from '../artifacts/architectures.ts';
import type { Cluster, Node } from '../inventory/schema.ts';
import { type Script, sh } from '../shell/sh.ts';
import type { Version } from './version.ts';

type Role = Node['role'];

/**
 * Everything that differs between the distributions of Kubernetes. `kubeadm.ts` and `k3s.ts` have one column of it each,
 * in this order. A step that only one distribution needs is no part of it: that step says `only`.
 */
export interface Distribution {
  /** What people call it. */
  readonly product: string;

  // What there is of it.
  /** Versions whose artifacts are known, the default first. */
  readonly versions: readonly string[];
  /** Whether a version that nobody has tried is published in the same way as those: then it may be asked for. */
  readonly isPublished: (version: Version) => boolean;
  /** Whether microcloud takes a cluster that runs to a newer version. */
  readonly isUpgraded: boolean;
  /** Architectures that it does not run on: why not, and what to do instead. */
  readonly refusals: Readonly<Partial<Record<Arch, Refusal>>>;
  /** What its nodes need from the internet, in the order of its use. */
  readonly downloads: (version: Version) => readonly Download[];
  /** The image of pods' sandboxes, which is on every node. */
  readonly pauseImage: (version: Version) => string;

  // What it asks of a node and of the inventory.
  readonly minimums: Readonly<Record<Role, Minimum>>;
  /** The setting of the inventory that lists checks of a board to ignore. */
  readonly ignoringSetting: string | undefined;
  /** Packages that it calls and does not bring along. */
  readonly packages: readonly Package[];
  /** Whether several control planes need an address that they share. */
  readonly needsEndpoint: boolean;
  /** Whether the settings of the inventory let kubelet run with cgroup v1. */
  readonly acceptsCgroup1: (cluster: Cluster, role: Role) => boolean;

  // Where it has what on a node.
  /** The program whose version is the node's. */
  readonly program: string;
  /** The systemd unit that runs Kubernetes. */
  readonly unit: Readonly<Record<Role, string>>;
  /** Units whose journal tells why a node does not come up. */
  readonly journal: readonly string[];
  /** The administrator's kubeconfig: where it is, there is a control plane. */
  readonly adminConfig: string;
  /** A file that is there once the node has joined a cluster. */
  readonly joined: string;
  /** The certificate that every member of a cluster knows it by. */
  readonly clusterCa: string;
  /** Certificates that end one day: their public parts. */
  readonly certificates: readonly string[];
  /** What makes the node a member of a cluster, and what the cluster keeps there. */
  readonly state: readonly string[];
  /** What was installed, beside programs. */
  readonly installed: readonly string[];

  // How it behaves.
  /** Whether control planes are closed to ordinary pods where there are workers. */
  readonly keepsPodsAway: boolean;
  /** What it runs in every cluster, as far as steps look at it: "DaemonSet kube-system/kube-proxy". */
  readonly workloads: readonly string[];
  /** Whether CoreDNS comes some seconds after the API is up, and not before. */
  readonly bringsDnsLater: (cluster: Cluster) => boolean;
  /** kubectl on a control plane, as administrator: words follow. */
  readonly kubectl: Script;
  /** The same, ended after so many seconds: --request-timeout is for each of many requests, and those it repeats. */
  readonly kubectlWithin: (seconds: number) => Script;
  /** Deletes what a cluster keeps of a node beside its Node object. */
  readonly forget: (node: string) => Script;

  // What a person types; doctor puts the node for {node}.
  /** Starts Flannel anew on a node. */
  readonly restartFlannel: string;
  /** Renews the certificates of a node. */
  readonly renewCertificates: string;
  /** Shows how kube-proxy is. */
  readonly showProxy: string;
}

export interface Refusal {
  readonly summary: string;
  readonly hint: string;
}

/** A program, an archive or an image. */
export interface Download {
  readonly kind: 'file' | 'image';
  /** A program's name, "kubeadm", or an image's full reference, "registry.k8s.io/kube-proxy:v1.35.4". */
  readonly name: string;
  readonly version: string;
  readonly roles: readonly Role[];
  readonly source: (arch: Arch) => Source;
}

export interface Source {
  /** URL of a file, or the image's reference. */
  readonly origin: string;
  /** URL of a list as sha256sum writes it that names the file. Default: `<origin>.sha256`. */
  readonly checksums?: string;
}

/** What a board must have at least. */
export interface Minimum {
  readonly memoryMebibytes: number;
  readonly processors: number;
}

/** A package of Debian, and the one of somebody else that will do as well. */
export interface Package {
  readonly package: string;
  readonly instead?: string;
}

/** A worker runs on any board that Linux runs on: one of 512 MB has 420 MiB for Linux. */
export const smallest: Minimum = { memoryMebibytes: 400, processors: 1 };

// Go tidies memory up on all processors while it works: what ends in a second does without, and takes a quarter less.
export const brief = sh`GOGC=off GOMEMLIMIT=128MiB GOMAXPROCS=1`;
