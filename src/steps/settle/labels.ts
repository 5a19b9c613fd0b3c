import { distributionOf } from '../../distributions/table.ts';
import { defineStep, type Scope } from '../../engine/model.ts';
import { clusterState } from '../../facts/cluster/cluster-state.ts';
import type { NodeObject } from '../../facts/cluster/node-object.ts';
import type { Node } from '../../inventory/schema.ts';
import { sh } from '../../shell/sh.ts';
import { isLone } from '../create/kubeadm-documents.ts';
import { annotationFor, managedOn, noteOf, taintIdentity } from './managed-labels.ts';

const controlPlaneTaint = 'node-role.kubernetes.io/control-plane:NoSchedule';

/** One call of kubectl. */
interface Edit {
  readonly summary: string;
  readonly words: readonly string[];
}

type Actual = Pick<NodeObject, 'labels' | 'taints' | 'managed'>;
const fresh: Actual = { labels: {}, taints: [], managed: '' };

export default defineStep({
  id: 'node.labels',
  title: 'Labels and taints',
  on: 'leader',
  follows: 'nodes',
  needs: (scope) => ({ state: clusterState(scope) }),
  *plan({ cluster, nodes, facts: { state } }) {
    if (state.kind === 'silent') return;
    const { kubectl } = distributionOf(cluster);
    for (const wanted of nodes) {
      const actual = state.kind === 'none' ? fresh : state.nodes.find(({ name }) => name === wanted.name);
      if (!actual) continue;
      for (const { summary, words } of edits(wanted, actual, { cluster, nodes })) {
        yield { kind: 'change', summary, script: sh`${kubectl} ${words}` };
      }
    }
  },
});

function* edits(wanted: Node, actual: Actual, { cluster, nodes }: Pick<Scope, 'cluster' | 'nodes'>): Iterable<Edit> {
  yield* ensureLabels(wanted, actual);
  yield* ensureTaints(wanted, actual);
  const isClosed = hasTaint(actual, controlPlaneTaint);
  const mayOpen = distributionOf(cluster).keepsPodsAway && !wanted.taints.includes(controlPlaneTaint);
  const isOpen = mayOpen && isLone(nodes);
  if (isOpen && isClosed) {
    const summary = `Let ${wanted.name} run pods: there are no workers`;
    yield { summary, words: ['taint', 'node', wanted.name, `${controlPlaneTaint}-`] };
  }
  // A control plane that a person opened stays open.
  if (mayOpen && !isOpen && !isClosed && managedOn(actual).isOpen) {
    const summary = `Keep new pods off ${wanted.name}: there are workers now`;
    yield { summary, words: ['taint', '--overwrite', 'node', wanted.name, controlPlaneTaint] };
  }
  // The note comes last: after an interrupted run the next run writes it.
  const noted = { ...wanted, isOpen };
  if (actual.managed === noteOf(noted)) return;
  const summary = `Note on ${wanted.name} which of its labels and taints microcloud manages`;
  yield { summary, words: ['annotate', '--overwrite', 'node', wanted.name, annotationFor(noted)] };
}

function* ensureLabels({ name, labels }: Node, actual: Actual): Iterable<Edit> {
  const missing = Object.entries(labels).filter(([key, value]) => actual.labels[key] !== value);
  const pairs = missing.map(([key, value]) => `${key}=${value}`);
  if (pairs.length > 0) {
    yield {
      summary: `Label ${name} with ${pairs.join(', ')}`,
      words: ['label', '--overwrite', 'node', name, ...pairs],
    };
  }
  const surplus = managedOn(actual).labels.filter((key) => key in actual.labels && !(key in labels));
  if (surplus.length > 0) {
    const removals = surplus.map((key) => `${key}-`);
    yield { summary: `Remove the label ${surplus.join(', ')} of ${name}`, words: ['label', 'node', name, ...removals] };
  }
}

function* ensureTaints({ name, taints }: Node, actual: Actual): Iterable<Edit> {
  const missing = taints.filter((taint) => !hasTaint(actual, taint));
  if (missing.length > 0) {
    yield {
      summary: `Taint ${name} with ${missing.join(', ')}`,
      words: ['taint', '--overwrite', 'node', name, ...missing],
    };
  }
  const [wanted, present] = [taints.map(taintIdentity), actual.taints.map(taintIdentity)];
  const surplus = managedOn(actual).taints.filter((taint) => present.includes(taint) && !wanted.includes(taint));
  if (surplus.length > 0) {
    const removals = surplus.map((taint) => `${taint}-`);
    yield { summary: `Remove the taint ${surplus.join(', ')} of ${name}`, words: ['taint', 'node', name, ...removals] };
  }
}

// To Kubernetes an empty value is the same as no value.
function hasTaint({ taints }: Actual, taint: string): boolean {
  return taints.includes(taint.replace('=:', ':'));
}
