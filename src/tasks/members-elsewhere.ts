import { UserError } from '../errors.ts';
import { caIn } from './standing.ts';
import type { Surveyed, Unreached } from './surveyed.ts';

/**
 * Finds leaving nodes that have joined another cluster meanwhile: nothing on them belongs to this cluster any more.
 * Pure.
 */
export function elsewhereIn(leavers: readonly Surveyed[], leader: Surveyed): readonly Surveyed[] {
  const { cluster } = leader.session.scope;
  const own = caIn(leader.answers, cluster);
  if (own === undefined) return [];
  return leavers.filter(({ answers }) => ![undefined, own].includes(caIn(answers, cluster)));
}

/** Counts such a node among those that did not answer: it is left as it is. */
export function leftAsItIs({ node }: Surveyed): Unreached {
  const message = `${node.name} is in another cluster now, and is left as it is.`;
  return { node, error: new UserError(message, { id: 'node.foreign' }) };
}

export function isElsewhere({ error }: Unreached): boolean {
  return error.id === 'node.foreign';
}
