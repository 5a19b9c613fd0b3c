import type { Version } from '../distributions/version.ts';
import type { Cluster, Node } from '../inventory/schema.ts';

/** The format of copies that this program writes and reads. */
export const copyFormat = 1;

/** The folder around all files of a copy. */
export const copyFolder = 'microcloud-copy';

/** What a copy says of itself, in its file about.json. */
export interface Description {
  readonly format: number;
  /** The cluster's name. */
  readonly cluster: string;
  readonly distribution: Cluster['distribution'];
  readonly podNetwork: string;
  readonly serviceNetwork: string;
  /** Host and port at which the API answers, as the inventory has it. */
  readonly endpoint: string;
  /** The control plane that made it. */
  readonly madeOn: string;
  /** The nodes that the inventory had then, each with its address for good. */
  readonly nodes: readonly Pick<Node, 'name' | 'role' | 'address'>[];
}

/** A node that the cluster knew when it was copied. */
export interface KnownNode {
  readonly name: string;
  /** The version of its kubelet: "v1.37.2". */
  readonly version: string;
  /** The network of its pods: "10.244.1.0/24"; '' where it had none yet. */
  readonly podNetwork: string;
}

/** A copy of a cluster whose parts are all there and undamaged. */
export interface Copy extends Description {
  readonly made: Date;
  /** The version of Kubernetes that ran. */
  readonly version: Version;
  readonly known: readonly KnownNode[];
  /** Host and port by which its nodes really called the API: "api.home.internal:6443"; '' in copies that do not say so. */
  readonly called: string;
  /** The inventory as it was written then. */
  readonly inventory: string;
  /** The certificate of the cluster's CA, as PEM. */
  readonly ca: string;
  /** The sums of its parts, as sha256sum writes them: they tell one copy from another. */
  readonly sums: string;
  /** Its parts with their sizes, in bytes. */
  readonly parts: readonly { readonly path: string; readonly bytes: number }[];
  /** The archive, as a node takes it: .tar.gz. It has the cluster's keys. */
  readonly archive: () => Uint8Array;
}
