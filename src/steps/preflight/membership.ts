import { defineStep } from '../../engine/model.ts';
import { memberships } from '../../facts/cluster/member-state.ts';
import { isProxy, roleInWords } from '../../inventory/node-roles.ts';

export default defineStep({
  id: 'node.foreign',
  title: 'Membership',
  on: 'machines',
  needs: () => ({ memberships }),
  *plan({ cluster, node, facts }) {
    for (const { distribution, role } of facts.memberships) {
      const isOther = distribution !== cluster.distribution;
      if (!isOther && role === node.role) continue;
      const what = isOther ? `in a cluster of ${distribution}` : `in the cluster as a ${role}`;
      const wanted = isOther ? cluster.distribution : roleInWords(node);
      // `remove` takes Kubernetes off a node, but from a machine with role: proxy it takes only the proxy.
      const hint = isProxy(node)
        ? `With role: ${role} in the inventory: microcloud remove {node} --keep. Then with role: proxy: microcloud init`
        : 'microcloud remove {node} --keep, then: microcloud init';
      yield {
        kind: 'problem',
        about: `${distribution} ${role}`,
        summary: `it is ${what}, and the inventory wants ${wanted}: what is there must be removed first`,
        hint,
      };
    }
  },
});
