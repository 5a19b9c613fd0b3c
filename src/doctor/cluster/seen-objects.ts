import { type ClusterObjects, clusterObjects } from '../../facts/cluster/cluster-state.ts';
import type { PodObject } from '../../facts/cluster/pod-object.ts';
import type { ClusterView, Looked } from '../check.ts';

/** Finds what a control plane says about the cluster; undefined when no control plane answers. */
export function objectsIn({ cluster, looked }: ClusterView): ClusterObjects | undefined {
  const fact = clusterObjects(cluster);
  return looked.map(({ told }) => told(fact)).find((reply) => reply?.kind === 'running');
}

/** The control plane whose answer `objectsIn` is: it can be asked more. */
export function tellerIn({ cluster, looked }: ClusterView): Looked | undefined {
  const fact = clusterObjects(cluster);
  return looked.find(({ told }) => told(fact)?.kind === 'running');
}

/** Whether a pod answers. */
export function isReady({ phase, conditions }: PodObject): boolean {
  return phase === 'Running' && !conditions.some(({ type }) => type === 'Ready');
}

/** What shall soon come or go by itself has this long, in seconds. */
export const patienceSeconds = 120;

/** "5 minutes", as people read how long something has waited. */
export function waited(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 120) return `${minutes} minutes`;
  return minutes < 2880 ? `${Math.floor(minutes / 60)} hours` : `${Math.floor(minutes / 1440)} days`;
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
