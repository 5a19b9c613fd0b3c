import { distributions } from '../../distributions/table.ts';
import { defineStep } from '../../engine/model.ts';
import { commandFact } from '../../facts/command.ts';
import type { Cluster, Node } from '../../inventory/schema.ts';
import { lines, sh } from '../../shell/sh.ts';

interface Membership {
  readonly distribution: Cluster['distribution'];
  readonly role: Node['role'];
}

/** The clusters that this node has joined. */
const memberships = commandFact(
  'memberships',
  lines(
    Object.entries(distributions).map(
      ([name, { joined, adminConfig }]) => sh`if [ -e ${joined} ]; then
  if [ -e ${adminConfig} ]; then echo ${name} control-plane; else echo ${name} worker; fi
fi`,
    ),
  ),
  (stdout) =>
    stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => {
        const [distribution, role] = line.split(' ');
        return { distribution, role } as Membership;
      }),
);

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
