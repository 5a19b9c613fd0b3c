import { createHash } from 'node:crypto';
import { distributionOf } from '../distributions/table.ts';
import type { Change, Wait } from '../engine/model.ts';
import type { ClusterState } from '../facts/cluster/cluster-state.ts';
import type { Cluster } from '../inventory/schema.ts';
import { sh } from '../shell/sh.ts';
import { ensureAnswering } from './cluster.ts';

/**
 * Objects of Kubernetes as a manifest says. `manifest` gets the sum to annotate the named workload with
 * ("namespace/name"): as long as the cluster shows that sum there is nothing to do.
 */
export function* ensureApplied(
  state: ClusterState,
  cluster: Cluster,
  workload: string,
  title: string,
  manifest: (applied: string) => string,
): Iterable<Change | Wait> {
  const applied = createHash('sha256').update(manifest('')).digest('hex').slice(0, 16);
  if (state.kind === 'silent') return yield* ensureAnswering(state, cluster);
  const present = state.kind === 'running' ? state.workloads.find(({ name }) => name === workload) : undefined;
  if (present?.applied === applied) return;
  const script = sh`printf %s ${manifest(applied)} | ${distributionOf(cluster).kubectl} apply --server-side --force-conflicts -f -`;
  yield { kind: 'change', summary: `${present ? 'Update' : 'Deploy'} ${title}`, script };
}
