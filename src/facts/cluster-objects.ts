import { distributionOf } from '../distributions/table.ts';
import type { Fact } from '../engine/model.ts';
import type { Cluster } from '../inventory/schema.ts';
import { sh } from '../shell/sh.ts';
import { jsonpath, parseTable } from './cluster-table.ts';
import { commandFact } from './command.ts';
import type { ClusterObjects } from './kubernetes-objects.ts';

/** Nodes, pods and Services, in one kubectl: each costs a Pi a second of processor. */
export function clusterObjects(cluster: Pick<Cluster, 'distribution'>): Fact<ClusterObjects | undefined> {
  const { adminConfig, kubectl } = distributionOf(cluster);
  return {
    ...commandFact(
      'cluster objects',
      sh`[ -e ${adminConfig} ] || exit 0
date +%s
${kubectl} --request-timeout=10s get nodes,pods,services -A -o ${jsonpath} 2>/dev/null || echo silent`,
      parseTable,
    ),
    slow: true,
  };
}
