import { distributionOf } from '../../../distributions/table.ts';
import { defineStep } from '../../../engine/model.ts';
import { clusterState } from '../../../facts/cluster/cluster-state.ts';
import type { Cluster } from '../../../inventory/schema.ts';
import { ensureAnswering } from '../../../resources/cluster.ts';
import { lines, type Script, sh } from '../../../shell/sh.ts';

/** What the cluster keeps of a node beside its Node object. */
const beside: Readonly<Record<Cluster['distribution'], (kubectl: Script, name: string) => Script>> = {
  kubeadm: () => sh`:`,
  // Without it a machine of that name may come again with another password.
  k3s: (kubectl, name) => sh`${kubectl} -n kube-system delete secret --ignore-not-found ${`${name}.node-password.k3s`}`,
};

export default defineStep({
  title: 'The cluster forgets the node',
  needs: ({ cluster }) => ({ state: clusterState(cluster) }),
  *plan({ cluster, leaving = [], facts: { state } }) {
    if (state.kind !== 'running') return yield* ensureAnswering(state, cluster);
    const { kubectl } = distributionOf(cluster);
    for (const { node } of leaving) {
      if (state.nodes.every(({ name }) => name !== node.name)) continue;
      const remove = sh`${kubectl} delete node --ignore-not-found --wait=false ${node.name}`;
      const script = lines([remove, beside[cluster.distribution](kubectl, node.name)]);
      yield { kind: 'change', summary: `Delete the Node object of ${node.name}`, script };
    }
  },
});
