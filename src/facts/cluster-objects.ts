import type { Fact } from '../engine/model.ts';
import type { Cluster } from '../inventory/schema.ts';
import { fields, parseTable } from './cluster-table.ts';
import { kubectlFact } from './kubectl.ts';
import type { ClusterObjects } from './kubernetes-objects.ts';

/** Nodes, pods and Services. */
export function clusterObjects(cluster: Pick<Cluster, 'distribution'>): Fact<ClusterObjects | undefined> {
  return kubectlFact('cluster objects', cluster, { kinds: ['nodes', 'pods', 'services'], fields }, parseTable);
}
