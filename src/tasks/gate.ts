import type { Answers } from '../engine/answers.ts';
import type { Phase } from '../engine/model.ts';
import { planPhase } from '../engine/plan.ts';
import type { Session } from '../engine/session.ts';
import { asUserError, UserError } from '../errors.ts';
import { memberState } from '../facts/cluster/member-state.ts';
import { firstControlPlane } from '../inventory/address.ts';
import type { PhaseName } from '../steps/phases.ts';
import { admit, dismiss } from './credentials.ts';
import { livingNamesakes, nameTaken } from './namesakes.ts';
import { surveyNode } from './survey.ts';
import type { Build } from './work.ts';

/** Where nodes wait for one another: joins for the first control plane, its last phase for the joins. */
export interface Gate {
  /** The first control plane begins to make the cluster, and with it what lets nodes join. */
  creating(session: Session): void;
  /** The first control plane is up. */
  created(session: Session): void;
  /** Waits until this node may join, if it has to. */
  admit(node: string, phases: readonly Phase[], session: Session, answers: Answers): Promise<void>;
  /** This node is in the cluster. */
  arrived(node: string): void;
  /** This node will not get further. */
  failed(node: string, error: unknown): void;
  /** Names of the nodes that have to join. */
  readonly joiners: readonly string[];
  /** Every node of the run is in the cluster, or has failed. Tells the names of those that are in it. */
  allArrived(): Promise<readonly string[]>;
  /** Removes what was only for this run. */
  close(): Promise<void>;
}

export function createGate({ run, found, phases, secrets, fill, namesakes, replace }: Build): Gate {
  const first = firstControlPlane(run.inventory.nodes);
  const up = Promise.withResolvers<Session>();
  up.promise.catch(() => {});
  const arrivals = new Map(found.reached.map(({ node }) => [node.name, Promise.withResolvers<'in' | 'failed'>()]));
  let opened: Promise<Session> | undefined;
  let visited: Session | undefined;
  let maker: Session | undefined;

  // A control plane that this run is not about is only asked to let nodes in.
  const elsewhere = async () => {
    const { session, answers } = await surveyNode(run, first, phases, secrets, new Map());
    visited = session;
    if (answers.get(memberState(run.inventory.cluster)) === 'done') return session;
    throw new UserError(`${first.name} has no cluster yet that nodes could join.`, { hints: ['microcloud init'] });
  };
  const isHere = found.reached.some(({ node }) => node === first);
  const unreached = found.unreached.find(({ node }) => node === first);
  if (unreached) up.reject(unreached.error);

  let taken: readonly string[] = [];
  const open = async (names: readonly string[]) => {
    const session = await (isHere || unreached ? up.promise : elsewhere());
    taken = replace ? [] : await livingNamesakes(session, namesakes);
    const free = names.filter((name) => !taken.includes(name));
    if (free.length > 0) fill(await admit(session, free));
    return session;
  };
  const missing = (wanted: PhaseName) =>
    found.reached.filter(({ plan }) => plan.some(({ phase, changes }) => phase === wanted && changes.length > 0));
  const joiners = missing('join').map(({ node }) => node.name);

  return {
    joiners,
    creating(session) {
      maker = session;
    },
    created: (session) => up.resolve(session),
    async admit(node, all, session, answers) {
      const join = all.find(({ name }) => name === 'join');
      if (!join || planPhase(join, session.scope, answers).changes.length === 0) return;
      session.emit({ kind: 'note', node, message: `waits for ${first.name} to let it in` });
      opened ??= open(joiners);
      await opened.catch((error: Error) => {
        throw cannotJoin(node, first.name, isHere || unreached !== undefined, error);
      });
      if (taken.includes(node)) throw nameTaken(node);
    },
    arrived: (node) => arrivals.get(node)?.resolve('in'),
    failed(node, error) {
      arrivals.get(node)?.resolve('failed');
      if (node === first.name) up.reject(error);
    },
    async allArrived() {
      if (joiners.length > 0)
        run.emit({ kind: 'note', node: first.name, message: `waits for ${joiners.join(', ')} to join` });
      const ends = [...arrivals].map(async ([name, { promise }]) => ((await promise) === 'in' ? [name] : []));
      return (await Promise.all(ends)).flat();
    },
    async close() {
      // The token of this run also came into the cluster when the cluster was made, whatever failed since.
      const session = (await opened?.catch(() => undefined)) ?? maker;
      await (session ? dismiss(session) : Promise.resolve()).catch(({ message }: Error) => {
        const left = 'the join token stays valid for up to an hour';
        run.emit({ kind: 'note', node: first.name, message: `${left}: ${message}` });
      });
      visited?.connection.close();
    },
  };
}

/** What is said of the first control plane is said once: of itself when it is part of the run, else here. */
function cannotJoin(node: string, first: string, isPart: boolean, cause: Error): UserError {
  if (!isPart)
    return new UserError(`${node} cannot join: ${cause.message}`, { hints: asUserError(cause, first).hints, cause });
  return new UserError(`${node} cannot join: it waits for ${first}, which fails.`, {
    hints: [`Solve what is said about ${first}, then run the same command again.`],
    cause,
  });
}
