import { countOf } from '../../counted.ts';
import { limits } from '../../engine/limits.ts';
import { defineStep } from '../../engine/model.ts';
import { clusterState } from '../../facts/cluster/cluster-state.ts';

// Waits for what the steps of the phase addons deployed: so a run ends when the pods run.
export default defineStep({
  id: 'pods.rollout',
  title: 'Pods of microcloud run',
  on: 'leader',
  needs: (scope) => ({ state: clusterState(scope) }),
  *plan({ facts: { state } }) {
    if (state.kind !== 'running') return;
    // While a node is off, a DaemonSet lacks a pod there, and does not replace the pods of other nodes.
    const off = state.nodes.filter(({ ready }) => !ready).length;
    for (const { name, wanted, available, updated, set } of state.workloads) {
      const running = off > 0 ? available : Math.min(available, updated);
      if (set === '' || running >= wanted - off) continue;
      const [namespace = '', workload = ''] = name.split('/');
      yield {
        kind: 'wait',
        about: name,
        summary: `${workload} is not rolled out yet (${countOf(running, wanted, 'pod')})`,
        limitSeconds: limits.ready,
        hint: `Look at them: kubectl -n ${namespace} describe pods`,
      };
    }
  },
});
