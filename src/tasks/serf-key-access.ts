import { ask } from '../engine/apply.ts';
import type { Scope } from '../engine/model.ts';
import { type Session, withScope } from '../engine/session.ts';
import { serfKey, serfKeyItself } from '../facts/serf-key.ts';
import type { Inventory, Node } from '../inventory/schema.ts';
import type { Asked } from './surveyed.ts';
import type { Work } from './work.ts';

/**
 * Says what is known of the leader's key of Serf once all nodes have answered. Pure. While a node is off, or the run is
 * not about it, no key is made, because the new key would shut that node out.
 */
export function leaderKeyIn(
  { nodes, cloudy }: Pick<Inventory, 'nodes' | 'cloudy'>,
  leader: Node,
  { subjects, neighbours }: Readonly<Record<'subjects' | 'neighbours', Asked>>,
): Scope['leaderKey'] {
  // Each node gets the community's key directly, not from the leader.
  if (cloudy.serf.key !== undefined) return undefined;
  const isNamed = (name: string) => (one: { readonly node: Node }) => one.node.name === name;
  const leading = [...subjects.reached, ...neighbours.reached].find(isNamed(leader.name));
  const known = leading?.answers.find(serfKey);
  if (!known) return undefined;
  const { sum } = known;
  const isEverybody = nodes.every(({ name }) => subjects.reached.some(isNamed(name)));
  return sum !== undefined || isEverybody ? { sum } : undefined;
}

/**
 * Adds to the node's session the key that the leader has now: its sum for the plan, the key itself for the script. When
 * the leader has not made a key, the node plans no change of it.
 */
export async function withSerfKey({ leader, fill }: Pick<Work, 'leader' | 'fill'>, session: Session): Promise<Session> {
  const { node, leaderKey } = session.scope;
  if (!leaderKey || node.name === leader.node.name) return session;
  const { leaderKey: _, ...scope } = session.scope;
  const unknown: Session = { ...session, scope };
  const answers = await ask(await leader.session(), [serfKey, serfKeyItself]);
  const key = answers.get(serfKeyItself);
  if (!key) return unknown;
  fill({ serfKey: key.reveal() });
  return withScope(unknown, { leaderKey: { sum: answers.get(serfKey).sum } });
}
