import { journalCommand } from '../distributions/table.ts';
import { limits } from '../engine/limits.ts';
import type { Wait } from '../engine/model.ts';
import type { Reply } from '../facts/cluster/kubectl-get.ts';
import { journalCause } from '../facts/journal.ts';
import type { Cluster } from '../inventory/schema.ts';

/** Waits for the cluster's API: after a reboot of the control plane it takes some minutes on a Pi. */
export function* ensureAnswering(state: Reply<unknown>, cluster: Cluster): Iterable<Wait> {
  if (state.kind !== 'silent') return;
  yield {
    kind: 'wait',
    id: 'cluster.silent',
    summary: `the Kubernetes API does not answer yet (${state.reason})`,
    limitSeconds: limits.api,
    hint: `Look at the control plane: ssh {node} sudo ${journalCommand(cluster)}`,
    explain: { fact: journalCause(cluster) },
  };
}
