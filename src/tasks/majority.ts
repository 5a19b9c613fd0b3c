import type { Answers } from '../engine/answers.ts';
import type { Planned, Problem } from '../engine/model.ts';
import { clusterState } from '../facts/cluster/cluster-state.ts';
import { controlPlanesOf } from '../inventory/node-roles.ts';
import type { Inventory, Node } from '../inventory/schema.ts';

/** Nodes that answered, and those that did not. */
export interface Heard {
  readonly reached: readonly { readonly node: Node; readonly answers: Answers }[];
  readonly unreached: readonly { readonly node: Node }[];
}

/** A problem of a node that only a look at all nodes shows. */
export interface Obstacle {
  readonly node: Node;
  readonly problem: Planned<Problem>;
}

/**
 * Finds control planes of a cluster without a majority: etcd cannot write, and a change there would stop half done.
 * Pure. A control plane that answers and has not joined does not count as off or present: it may never have been a
 * member.
 */
export function withoutMajority(
  inventory: Pick<Inventory, 'cluster' | 'nodes'>,
  members: readonly Node[],
  { reached, unreached }: Heard,
): readonly Obstacle[] {
  const all = controlPlanesOf(inventory.nodes);
  const present = controlPlanesOf(members);
  const off = controlPlanesOf(unreached.map(({ node }) => node));
  const needed = Math.floor(all.length / 2) + 1;
  const state = clusterState(inventory);
  const isSilent = present.every(
    ({ name }) => reached.find(({ node }) => node.name === name)?.answers.find(state)?.kind === 'silent',
  );
  if (off.length === 0 || present.length >= needed || !isSilent) return [];
  const names = (nodes: readonly Node[], word: string) => nodes.map(({ name }) => name).join(word);
  const verb = present.length === 1 ? 'does' : 'do';
  const problem: Planned<Problem> = {
    kind: 'problem',
    id: 'cluster.majority',
    summary: `The API does not answer, and of ${all.length} control planes only ${names(present, ' and ')} ${verb}: etcd needs ${needed} of them. Nothing is changed on control planes.`,
    hint: `Bring ${names(off, needed - present.length > 1 ? ' and ' : ' or ')} back, then: microcloud init`,
  };
  return controlPlanesOf(reached.map(({ node }) => node)).map((node) => ({ node, problem }));
}
