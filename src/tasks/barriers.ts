import type { Answers } from '../engine/answers.ts';
import { ask } from '../engine/apply.ts';
import type { Scope } from '../engine/model.ts';
import { type Session, withScope } from '../engine/session.ts';
import { UserError } from '../errors.ts';
import { controlPlanesOf, isControlPlane, isProxy, membersOf, proxiesOf } from '../inventory/node-roles.ts';
import type { PhaseRow } from '../steps/phases.ts';
import { type Progress, planningIn } from './progress.ts';
import type { Surveyed } from './surveyed.ts';
import { isAboutLeader, type Work, waitsInVain } from './work.ts';

/** One node in front of a row that waits for other nodes. */
interface Waiting {
  readonly work: Work;
  readonly progress: Progress;
  readonly one: Surveyed;
  /** Whether the node has changes in this row. */
  readonly isBusy: boolean;
  readonly answers: Answers;
}

/** What the node knows once it has waited. */
interface Known {
  readonly session: Session;
  readonly answers: Answers;
}

type After = NonNullable<PhaseRow['after']>;

/** Waits for the nodes that the row names. Rejects when one of them has failed, so that this node would wait for ever. */
export function awaitOthers(after: After, waiting: Waiting): Promise<Known> {
  return barriers[after.of](after.row, waiting);
}

/** What a node is through once it has left another cluster, or was in none: it comes before all rows. */
export const departure = 'departure';

/**
 * Waits, on the node that makes a cluster, until the other control planes have left theirs. Two of them with the same
 * keys and with other data would count as one cluster from then on.
 */
export async function awaitDepartures({ work, progress, one }: Pick<Waiting, 'work' | 'progress' | 'one'>) {
  if (planningIn('create', [one]).length === 0) return;
  const { name: own } = one.node;
  const leaving = work.found.reached.filter(({ node, leaves }) => leaves && isControlPlane(node) && node.name !== own);
  for (const { node } of leaving)
    await progress.awaits(node.name, departure).catch(inVain(own, node.name, 'makes no cluster'));
}

/** How a node waits, by the nodes that it waits for. `row` is the row that those nodes must have passed. */
const barriers: Readonly<Record<After['of'], (row: string, waiting: Waiting) => Promise<Known>>> = {
  async leader(row, { work, progress, one, isBusy, answers }) {
    const { session, node } = one;
    const leader = work.leader.node.name;
    if (isBusy && node.name !== leader) {
      const { waits, vain } = wordsOf(row);
      say(one, `waits for ${leader} ${waits}`);
      if (isAboutLeader(work)) await progress.awaits(leader, row).catch(inVain(node.name, leader, vain));
    }
    return { session, answers };
  },

  async 'control planes before it'(row, { work, progress, one, isBusy, answers }) {
    const { session, node } = one;
    for (const earlier of isBusy ? controlPlanesBefore(one, work.found.reached) : []) {
      await progress.awaits(earlier, row).catch(inVain(node.name, earlier, 'is left as it is'));
    }
    return { session, answers };
  },

  async others(row, { work, progress, one, answers }) {
    const { session, node } = one;
    if (node.name !== work.leader.node.name) return { session, answers };
    const members = membersOf(work.found.reached.map((other) => other.node));
    const others = members.map(({ name }) => name).filter((name) => name !== node.name);
    const pending = progress.pending(others, row).filter((name) => work.joining.includes(name));
    if (pending.length > 0) say(one, `waits for ${pending.join(', ')} to join`);
    const joined = [node.name, ...(await progress.awaitsAll(others, row))];
    // The newcomers have joined since the leader was asked: its answers are old.
    return { session: withScope(session, { joined }), answers: pending.length > 0 ? await ask(session) : answers };
  },

  async proxies(row, { work, progress, one, isBusy, answers }) {
    const { session, node } = one;
    if (isProxy(node)) return { session, answers };
    const [first, ...more] = proxiesOf(work.found.reached.map((other) => other.node));
    if (first === undefined) {
      if (isBusy && session.scope.proxies.length > 0) throw withoutProxies(session.scope);
      return { session, answers };
    }
    // One proxy that is through is enough to make a cluster.
    const through = await progress.awaitsAll(
      [first, ...more].map(({ name }) => name),
      row,
    );
    if (isBusy && through.length === 0)
      await progress.awaits(first.name, row).catch(inVain(node.name, first.name, 'does not reach the cluster'));
    return { session, answers };
  },
};

function withoutProxies({ node, proxies, cluster }: Scope): UserError {
  const what = `would make a cluster that is called at ${cluster.sharedAddress}, and no proxy takes part in this run`;
  const names = [node, ...proxies].map(({ name }) => name).join(',');
  return new UserError(`${node.name} ${what}.`, { hints: [`microcloud init --only ${names}`] });
}

/** Says what a node waits for from the leader, and what becomes of the node when the leader fails. */
function wordsOf(row: string) {
  if (row === 'serf-key') return { waits: 'to hand on the key of Serf', vain: 'does not get the key of Serf' };
  return { waits: 'to let it in', vain: 'cannot join' };
}

function say({ session, node }: Surveyed, message: string): void {
  session.emit({ kind: 'note', node: node.name, message });
}

function inVain(node: string, other: string, what: string) {
  return (cause: unknown): never => {
    throw waitsInVain(node, other, what, cause);
  };
}

/**
 * Lists the control planes that must be through a row before this node. For a control plane: those before it in the
 * inventory. For any other node: all.
 */
function controlPlanesBefore({ node, session }: Surveyed, all: readonly Surveyed[]): readonly string[] {
  const { nodes } = session.scope;
  const taking = controlPlanesOf(nodes).filter(({ name }) => all.some((one) => one.node.name === name));
  const names = taking.map(({ name }) => name);
  const own = names.indexOf(node.name);
  return own < 0 ? names : names.slice(0, own);
}
