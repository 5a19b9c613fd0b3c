import { distributionOf } from '../../distributions/table.ts';
import { defineStep } from '../../engine/model.ts';
import { clusterState } from '../../facts/cluster/cluster-state.ts';
import { uncordon } from '../upgrade/drain-node.ts';

export default defineStep({
  id: 'node.drained',
  title: 'Drained nodes take pods again',
  on: 'leader',
  needs: (scope) => ({ state: clusterState(scope) }),
  *plan({ cluster, facts: { state } }) {
    if (state.kind !== 'running') return;
    for (const { name } of state.nodes.filter(({ drained, ready }) => drained && ready)) {
      const script = uncordon(distributionOf(cluster), name);
      yield { kind: 'change', summary: `Let ${name}, which was drained, take pods again`, script };
    }
  },
});
