import { managedAnnotation, type NodeObject } from '../../facts/cluster/node-object.ts';
import type { Node } from '../../inventory/schema.ts';

/**
 * Labels and taints that a Node object has from the inventory: they are removed when the inventory no longer has them.
 */
export interface Managed {
  /** Keys. */
  readonly labels: readonly string[];
  /** As key:effect, by which Kubernetes tells taints apart. */
  readonly taints: readonly string[];
  /** A control plane that runs pods because there are no workers. */
  readonly isOpen?: boolean;
}

/** What the note on a Node object is made of. */
export type Noted = Pick<Node, 'labels' | 'taints'> & { readonly isOpen: boolean };

const nothing: Managed = { labels: [], taints: [] };

/** Reads the note of an earlier run on the Node object. A note that cannot be read counts as no note. */
export function managedOn({ managed }: Pick<NodeObject, 'managed'>): Managed {
  try {
    const { labels, taints, isOpen }: Readonly<Record<string, unknown>> = { ...JSON.parse(managed || '{}') };
    return { labels: textsIn(labels), taints: textsIn(taints), ...(isOpen === true ? { isOpen } : {}) };
  } catch {
    return nothing;
  }
}

// Whoever runs the node's kubelet may write the note, too.
function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** Writes the annotation as `kubectl annotate` takes it. With nothing to note, kubectl removes it. */
export function annotationFor(wanted: Noted): string {
  const text = noteOf(wanted);
  return text === '' ? `${managedAnnotation}-` : `${managedAnnotation}=${text}`;
}

/** Writes the value of the annotation; '' with nothing to note. */
export function noteOf({ labels, taints, isOpen }: Noted): string {
  const managed: Managed = {
    labels: Object.keys(labels).sort(),
    taints: taints.map(taintIdentity).sort(),
    ...(isOpen ? { isOpen } : {}),
  };
  return managed.labels.length + managed.taints.length === 0 && !isOpen ? '' : JSON.stringify(managed);
}

/** Shortens key=value:effect to key:effect. */
export function taintIdentity(taint: string): string {
  return taint.replace(/=[^:]*:/, ':');
}
