import { distributionOf } from '../../../distributions/table.ts';
import { defineStep } from '../../../engine/model.ts';
import { wholeCluster } from '../../../facts/cluster/cluster-state.ts';
import { ensureAnswering } from '../../../resources/cluster.ts';
import { lines, sh } from '../../../shell/sh.ts';

export default defineStep({
  id: 'leave.node_object',
  title: 'The cluster forgets the node',
  needs: ({ cluster }) => ({ state: wholeCluster(cluster) }),
  *plan({ cluster, leaving = [], facts: { state } }) {
    if (state.kind !== 'running') return yield* ensureAnswering(state, cluster);
    const { kubectl, forget } = distributionOf(cluster);
    for (const { node } of leaving) {
      if (state.nodes.every(({ name }) => name !== node.name)) continue;
      const remove = sh`${kubectl} delete node --ignore-not-found --wait=false ${node.name}`;
      const script = lines([remove, forget(node.name)]);
      yield { kind: 'change', summary: `Delete the Node object of ${node.name}`, script };
    }
  },
});
