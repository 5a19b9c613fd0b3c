import { defineStep } from '../../engine/model.ts';
import { clusterState } from '../../facts/kubernetes.ts';
import { firstControlPlane } from '../../inventory/address.ts';
import { sh } from '../../shell/sh.ts';
import { isLone } from '../create/kubeadm.ts';

const controlPlaneTaint = 'node-role.kubernetes.io/control-plane:NoSchedule';

export default defineStep({
  title: 'Labels and taints',
  needs: () => ({ state: clusterState }),
  *plan({ node, nodes, facts }) {
    if (node !== firstControlPlane(nodes) || facts.state.kind !== 'running') return;
    for (const wanted of nodes) {
      const actual = facts.state.nodes.find(({ name }) => name === wanted.name);
      if (!actual) continue;
      const labels = Object.entries(wanted.labels).filter(([key, value]) => actual.labels[key] !== value);
      const pairs = labels.map(([key, value]) => `${key}=${value}`);
      if (pairs.length > 0) {
        const script = kubectl(['label', '--overwrite', 'node', wanted.name, ...pairs]);
        yield { kind: 'change', summary: `Label ${wanted.name} with ${pairs.join(', ')}`, script };
      }
      const missing = wanted.taints.filter((taint) => !actual.taints.includes(taint));
      if (missing.length > 0) {
        const script = kubectl(['taint', '--overwrite', 'node', wanted.name, ...missing]);
        yield { kind: 'change', summary: `Taint ${wanted.name} with ${missing.join(', ')}`, script };
      }
      if (isLone(nodes) && actual.taints.includes(controlPlaneTaint) && !wanted.taints.includes(controlPlaneTaint)) {
        const script = kubectl(['taint', 'node', wanted.name, `${controlPlaneTaint}-`]);
        yield { kind: 'change', summary: `Let ${wanted.name} run pods: there are no workers`, script };
      }
    }
  },
});

function kubectl(words: readonly string[]) {
  return sh`KUBECONFIG=/etc/kubernetes/admin.conf kubectl ${words}`;
}
