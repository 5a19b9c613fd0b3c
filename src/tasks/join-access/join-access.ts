import { ask } from '../../engine/apply.ts';
import { perform } from '../../engine/perform.ts';
import type { Session } from '../../engine/session.ts';
import { asUserError, UserError } from '../../errors.ts';
import { memberState } from '../../facts/cluster/member-state.ts';
import type { Cluster } from '../../inventory/schema.ts';
import { livingNamesakes, nameTaken } from '../namesakes.ts';
import { planningIn } from '../progress.ts';
import { isAboutLeader, type Work, waitsInVain } from '../work.ts';
import { k3sJoin } from './k3s-join.ts';
import { kubeadmJoin } from './kubeadm-join.ts';
import type { JoinMeans } from './means.ts';

const distributions: Readonly<Record<Cluster['distribution'], JoinMeans>> = { kubeadm: kubeadmJoin, k3s: k3sJoin };

/** Lets nodes join: the leader gives them what they need. */
export interface JoinAccess {
  /** Gives this node what it needs to join. Rejects when the leader cannot, or when another machine has the node's name. */
  grant(node: string): Promise<void>;
  /**
   * Takes away what was only for this run: the join token, and the certificates for control planes. With `gone`, the
   * error of a leader that is off, nothing is tried on that leader.
   */
  revoke(gone?: Error): Promise<void>;
}

export function createJoinAccess(work: Work): JoinAccess {
  const { run, found, leader, fill, namesakes, replace } = work;
  // A cluster that this run makes has the run's token from the start.
  const makesCluster = planningIn('create', found.reached).length > 0;
  const isSubject = isAboutLeader(work);
  const asking: string[] = [];
  let turn: Promise<unknown> = Promise.resolve();
  /** The next exec on the leader, until it begins: more nodes may ask to be in it. */
  let next: Promise<readonly string[]> | undefined;
  let hasGranted = false;

  /**
   * Lets in all nodes that have asked meanwhile, in one exec on the leader. Returns those whose name another machine
   * has.
   */
  const grantAsked = async (): Promise<readonly string[]> => {
    next = undefined;
    hasGranted = true;
    const names = asking.splice(0);
    const session = await leader.session();
    if (!isSubject) requireCluster(session, await stateOf(session));
    const known = namesakes.filter((name) => names.includes(name));
    const taken = replace ? [] : await livingNamesakes(session, known);
    const free = names.filter((name) => !taken.includes(name));
    if (free.length > 0) fill(await grantTo(session, free));
    return taken;
  };

  return {
    async grant(node) {
      asking.push(node);
      next ??= turn.then(grantAsked);
      const own = next;
      turn = own.catch(() => {});
      const taken = await own.catch((cause: Error) => {
        throw cannotJoin(node, leader.node.name, isSubject, cause);
      });
      if (taken.includes(node)) throw nameTaken(node);
    },
    async revoke(gone) {
      if (!hasGranted && !makesCluster) return;
      try {
        if (gone) throw gone;
        await revokeFrom(await leader.session());
      } catch (error) {
        const message = `the join token stays valid for up to an hour: ${(error as Error).message}`;
        run.emit({ kind: 'note', node: leader.node.name, message });
      }
    },
  };
}

/** Makes the leader ready for nodes to join, and returns the secrets that they need for it. */
export async function grantTo(session: Session, names: readonly string[]) {
  const { grant, asks, reveal } = meansOf(session);
  const summary = `Let ${names.join(', ')} join`;
  return reveal(await perform(session, { kind: 'change', summary, script: grant(session.scope, names) }, asks));
}

/** Takes from the leader what let nodes join. */
export async function revokeFrom(session: Session): Promise<void> {
  const script = meansOf(session).revoke?.(session.scope);
  if (script) await perform(session, { kind: 'change', summary: 'Remove what let nodes join', script }, []);
}

/**
 * Makes the error of a node that cannot join. The leader's own error is shown once: at the leader where the run is
 * about it, else here.
 */
function cannotJoin(node: string, leader: string, isSubject: boolean, cause: Error): UserError {
  if (isSubject) return waitsInVain(node, leader, 'cannot join', cause);
  const { hints } = asUserError(cause, leader);
  return new UserError(`${node} cannot join: ${cause.message}`, { hints, cause });
}

function meansOf({ scope }: Session): JoinMeans {
  return distributions[scope.cluster.distribution];
}

async function stateOf(session: Session) {
  const fact = memberState(session.scope.cluster);
  return (await ask(session, [fact])).get(fact);
}

function requireCluster({ scope }: Session, state: string): void {
  if (state === 'done') return;
  throw new UserError(`${scope.node.name} has no cluster yet that nodes could join.`, { hints: ['microcloud init'] });
}
