import type { Cluster } from '../inventory/schema.ts';
import { image } from './kubeadm-downloads.ts';
import type { Download } from './release-files.ts';

export type AddonName = keyof NonNullable<Cluster['addons']>;

/** What may run inside a cluster where the inventory asks for it. */
export interface Addon {
  /** What people have of it. */
  readonly about: string;
  /** Its memory on one node, while little happens: what `kubectl top` showed on simulated nodes, with some room. */
  readonly memoryMebibytes: number;
  /** The memory of its parts that run on every node, beside `memoryMebibytes`. */
  readonly everyNodeMebibytes?: number;
  /** The node that the inventory names for it; undefined where Kubernetes chooses one. */
  readonly placedOn?: (cluster: Pick<Cluster, 'addons'>) => string | undefined;
  /**
   * Whether it needs certificates of kubelets that the cluster has signed. kubeadm's kubelets have none by themselves.
   */
  readonly needsKubeletCertificates?: true;
  /** Its images, which every node gets: its pods may move. */
  readonly images: readonly { readonly repository: string; readonly tag: string }[];
  /** Its workloads: "Deployment kube-system/metrics-server". */
  readonly workloads: readonly string[];
}

export const addons = {
  // https://github.com/kubernetes-sigs/metrics-server/blob/v0.9.0/manifests/base
  metrics: {
    about: 'what kubectl top shows, and what autoscalers use',
    memoryMebibytes: 30,
    needsKubeletCertificates: true,
    images: [{ repository: 'registry.k8s.io/metrics-server/metrics-server', tag: 'v0.9.0' }],
    workloads: ['Deployment kube-system/metrics-server'],
  },
  // https://github.com/rancher/local-path-provisioner/blob/v0.0.30/deploy/local-path-storage.yaml
  storage: {
    about: "volumes (PersistentVolumeClaim) on a node's own disk",
    memoryMebibytes: 15,
    images: [{ repository: 'docker.io/rancher/local-path-provisioner', tag: 'v0.0.30' }],
    workloads: ['Deployment local-path-storage/local-path-provisioner'],
  },
  // https://doc.traefik.io/traefik/reference/install-configuration/providers/kubernetes/kubernetes-ingress/
  ingress: {
    about: 'a web router (Ingress): names of web pages, on ports 80 and 443 of every node',
    memoryMebibytes: 0,
    everyNodeMebibytes: 40,
    images: [{ repository: 'docker.io/library/traefik', tag: 'v3.7.13' }],
    workloads: ['DaemonSet ingress/traefik'],
  },
  // https://docs.victoriametrics.com/victoriametrics/single-server-victoriametrics/
  monitoring: {
    about: 'graphs of all nodes: processor, memory, disk, temperature, network',
    memoryMebibytes: 100,
    everyNodeMebibytes: 20,
    placedOn: (cluster) => cluster.addons?.monitoring?.node,
    images: [{ repository: 'docker.io/victoriametrics/victoria-metrics', tag: 'v1.151.0' }],
    workloads: ['Deployment monitoring/victoria-metrics'],
  },
  // Debian's docker-registry, as two units of systemd: src/resources/image-registry.ts
  registry: {
    about: 'images of your own, for places without internet',
    memoryMebibytes: 60,
    placedOn: (cluster) => cluster.addons?.registry?.node,
    needsKubeletCertificates: true,
    images: [],
    workloads: [],
  },
  // The kernel's NFS (src/steps/volumes), and the program of `storage`, which makes a folder of it for each claim.
  nfs: {
    about: 'volumes that pods on all nodes have at once, on the disk of one node',
    memoryMebibytes: 25,
    placedOn: (cluster) => cluster.addons?.nfs?.node,
    images: [{ repository: 'docker.io/rancher/local-path-provisioner', tag: 'v0.0.30' }],
    workloads: ['Deployment nfs-volumes/nfs-volumes'],
  },
} as const satisfies Readonly<Record<AddonName, Addon>>;

/** Says whether kubelets need certificates of the cluster for an addon that the inventory asks for. */
export function kubeletsNeedCertificates(cluster: Pick<Cluster, 'addons'>): boolean {
  return wantedAddons(cluster).some(({ needsKubeletCertificates }) => needsKubeletCertificates);
}

/** Lists the addons that an inventory asks for, in the order of the table. */
export function wantedAddons(cluster: Pick<Cluster, 'addons'>): readonly Addon[] {
  return Object.entries(addons).flatMap(([name, addon]) => (cluster.addons?.[name as AddonName] ? [addon] : []));
}

/** Says what an addon takes: "about 30 MiB of memory on one node". */
export function memoryText(
  { memoryMebibytes, everyNodeMebibytes, placedOn }: Addon,
  cluster: Pick<Cluster, 'addons'>,
): string {
  const parts = [
    ...(memoryMebibytes > 0 ? [`${memoryMebibytes} MiB of memory on ${placedOn?.(cluster) ?? 'one node'}`] : []),
    ...(everyNodeMebibytes ? [`${everyNodeMebibytes} MiB of memory on every node`] : []),
  ];
  return `about ${parts.join(', and ')}`;
}

/** Lists the references of an addon's images. */
export function imagesOf({ images }: Pick<Addon, 'images'>): readonly string[] {
  return images.map(({ repository, tag }) => `${repository}:${tag}`);
}

/** Lists what nodes need of addons from the internet: each image once, also where two addons have it. */
export function addonDownloads(cluster: Pick<Cluster, 'addons'>): readonly Download[] {
  const images = wantedAddons(cluster).flatMap((addon): Addon['images'] => addon.images);
  const each = new Map(images.map((one) => [`${one.repository}:${one.tag}`, one]));
  return [...each.values()].map(({ repository, tag }) => image(repository, tag, ['control-plane', 'worker']));
}
