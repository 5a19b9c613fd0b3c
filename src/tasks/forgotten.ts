import type { Answers } from '../engine/answers.ts';
import type { Planned, Problem } from '../engine/model.ts';
import { clusterState } from '../facts/cluster/cluster-state.ts';
import type { Inventory, Node } from '../inventory/schema.ts';

/** A control plane that counts itself as a member of the cluster with this certificate. */
interface Member {
  readonly node: Node;
  readonly ca: string;
  readonly answers: Answers;
}

/**
 * Finds control planes that were taken out of the cluster while they were off, and have come back: another control
 * plane, whose API answers, does not know them. Pure. Workers are not looked at: one without a Node object may be
 * joining just now, but a control plane has its Node object before it is a member.
 */
export function forgottenIn<M extends Member>(
  inventory: Pick<Inventory, 'cluster' | 'nodes'>,
  members: readonly M[],
): readonly M[] {
  const fact = clusterState(inventory);
  const isMissedBy = ({ node, ca }: M, other: M) => {
    const state = other.answers.find(fact);
    if (other.node.name === node.name || other.ca !== ca || state?.kind !== 'running') return false;
    return state.nodes.every(({ name }) => name !== node.name);
  };
  return members.filter((one) => members.some((other) => isMissedBy(one, other)));
}

/** The problem of a control plane that `node` does not know any more. */
export function forgottenBy({ name }: Node): Planned<Problem> {
  return {
    kind: 'problem',
    id: 'node.missing',
    summary: `It was taken out of the cluster while it was off, and ${name} does not know it any more.`,
    hint: 'init or join with --replace: it joins again',
  };
}
