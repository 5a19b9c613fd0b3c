import type { Fact } from '../../engine/model.ts';
import type { Cluster } from '../../inventory/schema.ts';
import { at } from './json.ts';
import { type ManagedObjects, managedObjects, objectsOf } from './managed-objects.ts';

/** The ConfigMaps in kube-system in which kubeadm keeps what the cluster is like, and the key of each that counts. */
export const kubeadmConfigMaps = {
  'kubeadm-config': 'ClusterConfiguration',
  'kubelet-config': 'kubelet',
  'kube-proxy': 'config.conf',
  coredns: 'Corefile',
} as const;

export type KubeadmConfigMap = keyof typeof kubeadmConfigMaps;

export const kubeadmConfigMapNames = Object.keys(kubeadmConfigMaps) as readonly KubeadmConfigMap[];

/** Asks for these ConfigMaps, with the same kubectl as all objects that are asked by name. */
export function kubeadmObjects(cluster: Pick<Cluster, 'distribution'>): Fact<ManagedObjects> {
  const id = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'kube-system', name });
  return managedObjects(cluster, 'kubeadm', kubeadmConfigMapNames.map(id));
}

/** Reads the text of one of these ConfigMaps; undefined when it is gone, or the API does not answer. */
export function configMapText(state: ManagedObjects, name: KubeadmConfigMap): string | undefined {
  const found = objectsOf(state).find(
    (one) => one.kind === 'ConfigMap' && one.namespace === 'kube-system' && one.name === name,
  );
  return found && String(at(found.fields, 'data', kubeadmConfigMaps[name]) ?? '');
}
