import type { Fact } from '../../engine/model.ts';
import type { Cluster } from '../../inventory/schema.ts';
import { type NodeObject, nodeTable } from './node-object.ts';
import { type PodObject, podTable } from './pod-object.ts';
import { clusterFact, type Reply } from './query.ts';
import { type ServiceObject, serviceTable } from './service-object.ts';
import { type Workload, workloadTable } from './workload.ts';

/** The cluster as a control plane sees it. */
export type ClusterState = Reply<{ readonly nodes: readonly NodeObject[]; readonly workloads: readonly Workload[] }>;

/** Everything that steps ask of the cluster. */
export function clusterState(cluster: Pick<Cluster, 'distribution'>): Fact<ClusterState> {
  return clusterFact('cluster', cluster, { nodes: nodeTable, workloads: workloadTable });
}

/** What runs in the cluster. */
export interface ClusterObjects {
  /** When it was asked, seconds since 1970, by the node's clock. */
  readonly now: number;
  readonly nodes: readonly NodeObject[];
  readonly pods: readonly PodObject[];
  readonly services: readonly ServiceObject[];
}

/** Everything that doctor asks of the cluster. */
export function clusterObjects(cluster: Pick<Cluster, 'distribution'>): Fact<Reply<ClusterObjects>> {
  return clusterFact('cluster objects', cluster, { nodes: nodeTable, pods: podTable, services: serviceTable });
}
