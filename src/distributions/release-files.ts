import type { Arch } from '../artifacts/architectures.ts';
import type { Node } from '../inventory/schema.ts';

/** A program, an archive or an image. */
export interface Download {
  readonly kind: 'file' | 'image';
  /** A program's name, "kubeadm", or an image's full reference, "registry.k8s.io/kube-proxy:v1.35.4". */
  readonly name: string;
  readonly version: string;
  readonly roles: readonly Node['role'][];
  /** Only a control plane that is made from a copy of a cluster needs it. */
  readonly onlyFor?: 'restore';
  readonly source: (arch: Arch) => Source;
}

export interface Source {
  /** URL of a file, or the image's reference. */
  readonly origin: string;
  /** URL of a list as sha256sum writes it that names the file. Default: `<origin>.sha256`. */
  readonly checksums?: string;
}
