import { type Change, defineStep } from '../../engine/model.ts';
import { clusterState, type KubernetesNode } from '../../facts/kubernetes.ts';
import { firstControlPlane } from '../../inventory/address.ts';
import type { Node } from '../../inventory/schema.ts';
import { sh } from '../../shell/sh.ts';
import { isLone } from '../create/kubeadm.ts';
import { annotationFor, managedOn, noteOf, taintIdentity } from './managed.ts';

const controlPlaneTaint = 'node-role.kubernetes.io/control-plane:NoSchedule';

type Actual = Pick<KubernetesNode, 'labels' | 'taints' | 'managed'>;
const fresh: Actual = { labels: {}, taints: [], managed: '' };

export default defineStep({
  title: 'Labels and taints',
  needs: () => ({ state: clusterState }),
  *plan({ cluster, node, nodes, facts: { state } }) {
    if (cluster.distribution !== 'kubeadm' || node !== firstControlPlane(nodes) || state.kind === 'silent') return;
    for (const wanted of nodes) {
      const actual = state.kind === 'none' ? fresh : state.nodes.find(({ name }) => name === wanted.name);
      if (!actual) continue;
      yield* ensureLabels(wanted, actual);
      yield* ensureTaints(wanted, actual);
      if (isLone(nodes) && hasTaint(actual, controlPlaneTaint) && !wanted.taints.includes(controlPlaneTaint)) {
        const summary = `Let ${wanted.name} run pods: there are no workers`;
        yield kubectl(summary, ['taint', 'node', wanted.name, `${controlPlaneTaint}-`]);
      }
      // Last: an interrupted run notes it the next time.
      if (actual.managed === noteOf(wanted)) continue;
      const summary = `Note on ${wanted.name} which labels and taints come from the inventory`;
      yield kubectl(summary, ['annotate', '--overwrite', 'node', wanted.name, annotationFor(wanted)]);
    }
  },
});

function* ensureLabels({ name, labels }: Node, actual: Actual): Iterable<Change> {
  const missing = Object.entries(labels).filter(([key, value]) => actual.labels[key] !== value);
  const pairs = missing.map(([key, value]) => `${key}=${value}`);
  if (pairs.length > 0) {
    yield kubectl(`Label ${name} with ${pairs.join(', ')}`, ['label', '--overwrite', 'node', name, ...pairs]);
  }
  const surplus = managedOn(actual).labels.filter((key) => key in actual.labels && !(key in labels));
  if (surplus.length > 0) {
    const removals = surplus.map((key) => `${key}-`);
    yield kubectl(`Remove the label ${surplus.join(', ')} of ${name}`, ['label', 'node', name, ...removals]);
  }
}

function* ensureTaints({ name, taints }: Node, actual: Actual): Iterable<Change> {
  const missing = taints.filter((taint) => !hasTaint(actual, taint));
  if (missing.length > 0) {
    yield kubectl(`Taint ${name} with ${missing.join(', ')}`, ['taint', '--overwrite', 'node', name, ...missing]);
  }
  const [wanted, present] = [taints.map(taintIdentity), actual.taints.map(taintIdentity)];
  const surplus = managedOn(actual).taints.filter((taint) => present.includes(taint) && !wanted.includes(taint));
  if (surplus.length > 0) {
    const removals = surplus.map((taint) => `${taint}-`);
    yield kubectl(`Remove the taint ${surplus.join(', ')} of ${name}`, ['taint', 'node', name, ...removals]);
  }
}

// Kubernetes does not tell an empty value from none.
function hasTaint({ taints }: Actual, taint: string): boolean {
  return taints.includes(taint.replace('=:', ':'));
}

function kubectl(summary: string, words: readonly string[]): Change {
  return { kind: 'change', summary, script: sh`KUBECONFIG=/etc/kubernetes/admin.conf kubectl ${words}` };
}
