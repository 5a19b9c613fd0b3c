import { count, countOf } from '../src/counted.ts';
import { namesText } from '../src/screen/names-text.ts';
import type { NodeStatus } from '../src/tasks/status-result.ts';

/** How good or bad something is. */
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

/** Says how all nodes are: "2 of 5 nodes Ready.", and for each other condition which nodes: "Not reached: pi-2, pi-3." */
export function conditions(nodes: readonly NodeStatus[]): readonly { readonly kind: Kind; readonly text: string }[] {
  const groups = Map.groupBy(nodes, (node) => condition(node).text.split(':', 1).join());
  const ready = groups.get('Ready')?.length ?? 0;
  const others = [...groups].flatMap(([text, some]) => {
    const [first] = some;
    if (text === 'Ready' || !first) return [];
    return [{ kind: condition(first).kind, text: `${text}: ${namesText(some.map(({ name }) => name))}.` }];
  });
  const kind = ready === nodes.length ? 'good' : 'wait';
  return [{ kind, text: `${countOf(ready, nodes.length, 'node')} Ready.` }, ...others];
}

/** Says in a few words what init would do with a node. */
export function pending({ changes, reboot, waits }: NodeStatus): string {
  if (changes.length === 0) return waits.length > 0 ? 'it waits' : 'nothing';
  const sum = count(changes.length, 'change');
  if (!reboot) return sum;
  return changes.length === 1 ? 'a reboot' : `${sum} and a reboot`;
}
