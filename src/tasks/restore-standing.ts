import type { Copy } from '../backup/copy.ts';
import type { Planned, Problem } from '../engine/model.ts';
import { clusterState } from '../facts/cluster/cluster-state.ts';
import { firstControlPlane } from '../inventory/address.ts';
import { controlPlanesOf, isControlPlane } from '../inventory/node-roles.ts';
import type { Inventory } from '../inventory/schema.ts';
import { caIn, type Standing } from './standing.ts';
import type { Asked, AskedNode } from './surveyed.ts';

/**
 * Says how nodes stand towards a cluster that is made from a copy. The first control plane makes it. Workers that have
 * the cluster's CA certificate come back by themselves if the copy knows them. Pure.
 *
 * All other nodes that are in a cluster are in the way. A control plane has data of its own, which is newer than the
 * copy or belongs to a cluster that still runs. With --replace these nodes leave their cluster first.
 */
export function restoreStanding(inventory: Inventory, copy: Copy, { reached, unreached }: Asked): Standing {
  const { cluster, nodes } = inventory;
  const leader = firstControlPlane(nodes);
  const silent = controlPlanesOf(unreached.map(({ node }) => node));
  const inTheWay = reached.flatMap((one) => {
    const ca = caIn(one.answers, cluster);
    const why = ca === undefined ? undefined : reasonOf(one, ca, copy, inventory);
    return why === undefined ? [] : [{ node: one.node, why }];
  });
  return {
    leader,
    hasCluster: false,
    strangers: inTheWay.map(({ node }) => node),
    obstacles: silent.length > 0 ? [{ node: leader, problem: mayStillRun(silent.map(({ name }) => name)) }] : [],
    strangeness: wayText(inTheWay.map(({ why }) => why)),
  };
}

/** Says why a node must leave its cluster first; undefined where it may stay as it is. */
function reasonOf(one: AskedNode, ca: string, copy: Copy, inventory: Inventory): string | undefined {
  const { node, answers } = one;
  if (ca !== copy.ca) return `${node.name} belongs to another cluster than the copy's.`;
  if (isControlPlane(node)) {
    return answers.find(clusterState(inventory))?.kind === 'running'
      ? `The cluster still runs: ${node.name} has it. All that is newer than the copy would be lost.`
      : `${node.name} still has the data of the cluster, though its API does not answer. All that is newer than the copy would be lost.`;
  }
  if (copy.known.some(({ name }) => name === node.name)) return undefined;
  return `${node.name} joined after the copy was made: the cluster will not know it.`;
}

function wayText(reasons: readonly string[]): Planned<Problem> {
  return {
    kind: 'problem',
    id: 'restore.in_the_way',
    summary: reasons.join(' '),
    hint: 'If you want that: microcloud restore FILE --replace, which takes these nodes out of their cluster first. To finish a restore that was interrupted: microcloud init',
  };
}

function mayStillRun(names: readonly string[]): Planned<Problem> {
  return {
    kind: 'problem',
    id: 'restore.silent',
    summary: `${names.join(', ')} cannot be asked whether the cluster still runs there.`,
    hint: `Bring ${names.join(', ')} back, or take it out of the inventory if it is lost`,
  };
}
