import type { MemberState } from '../../facts/cluster/member-state.ts';

/** What a change of a file that k3s reads at its start does on a node that is in the cluster, as the plan says it. */
export function restartWhen(state: MemberState): { readonly why?: string } {
  return state === 'done' ? { why: 'which restarts k3s' } : {};
}
