import { type ClusterObjects, clusterObjects } from '../../facts/cluster/cluster-state.ts';
import type { PodObject } from '../../facts/cluster/pod-object.ts';
import type { ClusterView, Looked } from '../check.ts';

/** Finds what a control plane says about the cluster; undefined when no control plane answers. */
export function objectsIn({ cluster, looked }: ClusterView): ClusterObjects | undefined {
  const fact = clusterObjects(cluster);
  return looked.map(({ told }) => told(fact)).find((reply) => reply?.kind === 'running');
}

export function podName({ namespace, name }: PodObject): string {
  return `${namespace}/${name}`;
}

/** Chooses the nodes of the inventory that answered and are in the cluster. */
export function membersIn({ looked }: ClusterView): readonly Looked[] {
  return looked.filter(({ isMember }) => isMember);
}

export function isReached(view: ClusterView, name: string): boolean {
  return membersIn(view).some(({ node }) => node.name === name);
}
