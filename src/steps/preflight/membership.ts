import { defineStep } from '../../engine/model.ts';
import { memberships } from '../../facts/cluster/member-state.ts';

export default defineStep({
  id: 'node.foreign',
  title: 'Membership',
  needs: () => ({ memberships }),
  *plan({ cluster, node, facts }) {
    for (const { distribution, role } of facts.memberships) {
      const isOther = distribution !== cluster.distribution;
      if (!isOther && role === node.role) continue;
      const what = isOther ? `in a cluster of ${distribution}` : `in the cluster as a ${role}`;
      const wanted = isOther ? cluster.distribution : `a ${node.role}`;
      yield {
        kind: 'problem',
        about: `${distribution} ${role}`,
        summary: `it is ${what}, and the inventory wants ${wanted}: the one must go before the other comes`,
        hint: 'microcloud remove {node} --keep, then: microcloud init',
      };
    }
  },
});
