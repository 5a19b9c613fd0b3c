import { count } from '../src/counted.ts';
import type { NodeStatus } from '../src/tasks/status-result.ts';

/** How something is. */
export type Kind = 'good' | 'warning' | 'problem' | 'wait';

/** Says in a few words how a node is. */
export function condition({ unreachable, ready, reason, role, problems }: NodeStatus): {
  readonly kind: Kind;
  readonly text: string;
} {
  if (unreachable) return { kind: 'problem', text: 'Not reached' };
  if (problems.length > 0) return { kind: 'problem', text: 'Needs you' };
  if (ready === undefined) return { kind: 'wait', text: 'Not in the cluster' };
  if (!ready) return { kind: 'problem', text: `Not Ready${reason ? `: ${reason}` : ''}` };
  return role === undefined
    ? { kind: 'warning', text: 'Ready, but not in the inventory' }
    : { kind: 'good', text: 'Ready' };
}

/** Says in a few words what init would do with a node. */
export function pending({ changes, reboot, waits }: NodeStatus): string {
  if (changes.length === 0) return waits.length > 0 ? 'it waits' : 'nothing';
  const sum = count(changes.length, 'change');
  if (!reboot) return sum;
  return changes.length === 1 ? 'a reboot' : `${sum} and a reboot`;
}
