import type { Fact } from '../engine/model.ts';
import type { Cluster } from '../inventory/schema.ts';
import { type FileState, fileFact } from './file.ts';

const paths: Readonly<Record<Cluster['distribution'], string>> = {
  kubeadm: '/etc/kubernetes/pki/ca.crt',
  k3s: '/var/lib/rancher/k3s/agent/server-ca.crt',
};

/** The certificate that every member of a cluster knows it by. */
export function clusterCa({ distribution }: Pick<Cluster, 'distribution'>): Fact<FileState> {
  return fileFact(paths[distribution]);
}
