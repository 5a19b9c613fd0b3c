import { defineStep } from '../../engine/model.ts';
import { clusterState } from '../../facts/cluster/cluster-state.ts';

// What the steps of the phase addons deployed: this way a run ends when it runs, not when it was asked for.
export default defineStep({
  id: 'pods.rollout',
  title: 'Pods of microcloud run',
  on: 'leader',
  needs: (scope) => ({ state: clusterState(scope) }),
  *plan({ facts: { state } }) {
    if (state.kind !== 'running') return;
    // A node that is off keeps a DaemonSet from having all its pods, and from replacing those of other nodes.
    const off = state.nodes.filter(({ ready }) => !ready).length;
    for (const { name, wanted, available, updated, set } of state.workloads) {
      const running = off > 0 ? available : Math.min(available, updated);
      if (set === '' || running >= wanted - off) continue;
      const [namespace = '', workload = ''] = name.split('/');
      yield {
        kind: 'wait',
        about: name,
        summary: `${workload} is not rolled out yet (${running} of ${wanted} pods)`,
        limitSeconds: 600,
        hint: `Look at them: kubectl -n ${namespace} describe pods`,
      };
    }
  },
});
