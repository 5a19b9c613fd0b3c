import type { Arch } from '../artifacts/architectures.ts';
import type { Cluster, MemberRole, Node } from '../inventory/schema.ts';
import { type Script, sh } from '../shell/sh.ts';
import type { AddonName } from './addons.ts';
import type { FullCard } from './full-card.ts';
import type { Download } from './release-files.ts';
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
  /** The version of a new cluster whose inventory names none. */
  readonly usual: string;
  /** Versions that simulated nodes have run, the newest first. */
  readonly tested: readonly string[];
  /** What its releases have behind the three numbers: nothing, or "+k3s1". */
  readonly suffix: RegExp;
  /** The suffix of most releases, for people who leave it out. */
  readonly usualSuffix: string;
  /**
   * The first release, of a minor version, that reads settings of containerd as microcloud writes them; undefined where
   * each one does.
   */
  readonly firstWithContainerdSettings: (version: Version) => string | undefined;
  /** Architectures that it does not run on: why not, and what to do instead. */
  readonly refusals: Readonly<Partial<Record<Arch, Refusal>>>;
  /** What its nodes need from the internet, in the order of its use. */
  readonly downloads: (version: Version) => readonly Download[];
  /** The image of pods' sandboxes, which is on every node. */
  readonly pauseImage: (version: Version) => string;
  /** The file of a running node that names this image; undefined where microcloud itself writes that file. */
  readonly pauseImageFile: string | undefined;

  // What it asks of a node and of the inventory.
  readonly minimums: Readonly<Record<Role, Minimum>>;
  /** The setting of the inventory that lists checks of a board to ignore. */
  readonly ignoringSetting: string | undefined;
  /** Packages that it calls and does not bring along. */
  readonly packages: readonly Package[];
  /** Whether several control planes need an address that they share. */
  readonly needsEndpoint: boolean;
  /** What nodes do with swap where the inventory does not say. */
  readonly swap: 'off' | 'keep';
  /** Whether the settings of the inventory let kubelet run with cgroup v1. */
  readonly acceptsCgroup1: (cluster: Cluster, role: Role) => boolean;
  /** What kubelet does about a full card, with the settings of the inventory. */
  readonly fullCard: (cluster: Cluster, role: Role) => FullCard;

  // Where it has what on a node.
  /** The program whose version is the node's. */
  readonly program: string;
  /** The systemd unit that runs Kubernetes. */
  readonly unit: Readonly<Record<MemberRole, string>>;
  /** Programs of a control plane that kubelet starts, each from a file of its name. */
  readonly parts: readonly string[];
  /** Units whose journal tells why a node does not come up. */
  readonly journal: readonly string[];
  /** The administrator's kubeconfig: where it is, there is a control plane. */
  readonly adminConfig: string;
  /** A file that is there once the node has joined a cluster. */
  readonly joined: string;
  /** The certificate by which the API knows the node: the node's name is in it. A key may stand beside it. */
  readonly nodeCertificate: string;
  /** The key of that certificate: the same file, where it has both. */
  readonly nodeKey: string;
  /** The certificate that kubelet shows over TLS, once the cluster has signed it, and its key. */
  readonly shown: { readonly certificate: string; readonly key: string };
  /** The certificate of the cluster's CA, by which every member knows its cluster. */
  readonly clusterCa: string;
  /** The certificate of the CA that signs for those who call the API: nodes and people. */
  readonly clientCa: string;
  /** Files with a certificate that ends one day and is renewed: certificates, and kubeconfigs with one in them. */
  readonly certificates: readonly string[];
  /** The roles of nodes with such certificates that nothing renews while the node runs. */
  readonly renews: readonly Role[];
  /** Paths that make the node a member of a cluster, and where the cluster keeps its data. */
  readonly state: readonly string[];
  /** Where it runs programs that it has unpacked itself. */
  readonly unpacksInto?: string;
  /** Paths that were installed, without programs. */
  readonly installed: readonly string[];

  // How it behaves.
  /** The path at which a control plane's API tells everybody that it works. */
  readonly aliveAt: string;
  /** The path at which the API tells that it takes requests: it no longer does while it ends. */
  readonly readyAt: string;
  /** Where each node shows that it passes on what comes to ports of Services. Without a path the port is open. */
  readonly servesAt: { readonly port: number; readonly path?: string };
  /** Whether control planes are closed to ordinary pods where there are workers. */
  readonly keepsPodsAway: boolean;
  /** With the settings of the inventory: whether network policies are obeyed, and LoadBalancers take ports of all nodes. */
  readonly enforcesPolicies: (cluster: Cluster) => boolean;
  readonly loadBalancersTakePorts: (cluster: Cluster) => boolean;
  /** What it runs in every cluster, as far as steps look at it: "DaemonSet kube-system/kube-proxy". */
  readonly workloads: readonly string[];
  /** Addons that it brings along by itself, each with the setting that switches it off. */
  readonly brings: Readonly<Partial<Record<AddonName, string>>>;
  /** Whether CoreDNS comes some seconds after the API is up, and not before. */
  readonly bringsDnsLater: (cluster: Cluster) => boolean;
  /** kubectl on a control plane, as administrator; further words follow. */
  readonly kubectl: Script;
  /** The same with a limit in seconds for all of it: --request-timeout counts for each request and repetition. */
  readonly kubectlWithin: (seconds: number) => Script;
  /** The command by which the node's own script renews all certificates; what a person types where it leaves some. */
  readonly renewCertificates: (role: MemberRole) => string;
  readonly renewByHand?: (role: MemberRole) => string;
  /** Deletes what a cluster keeps of a node beside its Node object. */
  readonly forget: (node: string) => Script;
  /** Puts what makes the cluster this cluster into the folder `$into` of a control plane: its data and its keys. */
  readonly collect: (node: string) => Script;

  // What a person types; doctor puts the node for {node}.
  /** Restarts Flannel on a node. */
  readonly restartFlannel: string;
  /** Shows how kube-proxy is. */
  readonly showProxy: string;
}

export interface Refusal {
  readonly summary: string;
  readonly hint: string;
}

/** What a board must have at least. */
export interface Minimum {
  readonly memoryMebibytes: number;
  /** With less than this the board runs, but has no room for pods. */
  readonly advisedMebibytes?: number;
  readonly processors: number;
}

/** A package of Debian, and the one of somebody else that will do as well. */
export interface Package {
  readonly package: string;
  readonly instead?: string;
}

/** A worker runs on any board that Linux runs on: one of 512 MB has 420 MiB for Linux. */
export const smallest: Minimum = { memoryMebibytes: 400, processors: 1 };
// Without Go's garbage collection on all processors a program that ends in a second costs a quarter less.
export const brief = sh`GOGC=off GOMEMLIMIT=128MiB GOMAXPROCS=1`;
