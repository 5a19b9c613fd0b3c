import { managedAnnotation, type NodeObject } from '../../facts/cluster/node-object.ts';
import type { Node } from '../../inventory/schema.ts';

/** What of a Node object comes from the inventory, and goes when it is not there any more. */
export interface Managed {
  /** Keys. */
  readonly labels: readonly string[];
  /** key:effect, which is what tells taints apart. */
  readonly taints: readonly string[];
  /** A control plane that runs pods because there are no workers. */
  readonly isOpen?: boolean;
}

/** What shall be noted of a node. */
export type Noted = Pick<Node, 'labels' | 'taints'> & { readonly isOpen: boolean };

const nothing: Managed = { labels: [], taints: [] };

/** What an earlier run noted on the Node object. A note that somebody garbled counts as none. */
export function managedOn({ managed }: Pick<NodeObject, 'managed'>): Managed {
  try {
    return { ...nothing, ...(JSON.parse(managed || '{}') as Partial<Managed>) };
  } catch {
    return nothing;
  }
}

/** The annotation as `kubectl annotate` takes it: with nothing to note it goes. */
export function annotationFor(wanted: Noted): string {
  const text = noteOf(wanted);
  return text === '' ? `${managedAnnotation}-` : `${managedAnnotation}=${text}`;
}

/** The annotation's value; '' with nothing to note. */
export function noteOf({ labels, taints, isOpen }: Noted): string {
  const managed: Managed = {
    labels: Object.keys(labels).sort(),
    taints: taints.map(taintIdentity).sort(),
    ...(isOpen ? { isOpen } : {}),
  };
  return managed.labels.length + managed.taints.length === 0 && !isOpen ? '' : JSON.stringify(managed);
}

/** key:effect of key=value:effect. */
export function taintIdentity(taint: string): string {
  return taint.replace(/=[^:]*:/, ':');
}
