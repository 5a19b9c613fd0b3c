import assert from 'node:assert/strict';
import type { Finding, Scope, Step } from '../../src/engine/model.ts';
import { managedObjects } from '../../src/facts/cluster/managed-objects.ts';
import { type Item, printed } from './cluster-answer.ts';
import { planStep } from './plan.ts';

/** The time at which the API accepted what a change applied. */
const appliedAt = '2026-11-29T08:00:00Z';

/** Makes the answer of a control plane about objects that microcloud applied. */
export function managedAnswer(items: readonly Item[]): string {
  return printed(items, managedObjects({ distribution: 'kubeadm' }, 'any', []));
}

export const nothingManaged = managedAnswer([]);

/** Reads the objects that a change applies. */
function appliedBy(finding: Finding | undefined): readonly Item[] {
  const script = finding?.kind === 'change' ? finding.script.wire : '';
  const [, list = ''] = /printf %s '([^\n]*)' \| \S.* apply --server-side --force-conflicts/.exec(script) ?? [];
  assert.notEqual(list, '', `this applies nothing: ${script}`);
  return JSON.parse(list.replaceAll(`'\\''`, `'`)).items;
}

/** Returns the objects that a step deploys, as the API then has them: with times and filled-in defaults. */
export function deployed(step: Step, scope: Scope, answers: Readonly<Record<string, string>> = {}): Item[] {
  const needed = 'image' in step.needs(scope) ? { image: '' } : {};
  const applied = planStep(step, { objects: nothingManaged, ...needed, ...answers }, scope).flatMap(appliedBy);
  // Each change of a set also applies the set's ledger.
  const named = applied.map((item) => [`${item.kind} ${item.metadata.namespace}/${item.metadata.name}`, item] as const);
  return [...new Map(named).values()].map(asStored);
}

/**
 * Turns an object into what the API stores:
 * https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
 */
export function asStored(item: Item): Item {
  const stored = structuredClone(item);
  Object.assign(stored.metadata, {
    creationTimestamp: appliedAt,
    managedFields: [{ time: appliedAt }],
    uid: 'c0ffee',
  });
  const pod = stored.spec?.template?.spec;
  if (pod) {
    Object.assign(pod, { dnsPolicy: 'ClusterFirst', restartPolicy: 'Always', schedulerName: 'default-scheduler' });
    for (const container of pod.containers) container.terminationMessagePath = '/dev/termination-log';
  }
  return stored;
}
