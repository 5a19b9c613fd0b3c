import type { Answers } from '../engine/answers.ts';
import { ask } from '../engine/apply.ts';
import { type Converged, converge, convergePhase } from '../engine/converge.ts';
import { needsPerson } from '../engine/failures.ts';
import type { Change } from '../engine/model.ts';
import { factsOf, planPhase } from '../engine/plan.ts';
import { type Session, withScope } from '../engine/session.ts';
import { UserError } from '../errors.ts';
import { bootId } from '../facts/machine.ts';
import type { RunPhase } from '../steps/phases.ts';
import { drained } from './drained.ts';
import type { JoinAccess } from './join-access/join-access.ts';
import { pendingReboot } from './pending-reboot.ts';
import { controlPlanesBefore, type Progress } from './progress.ts';
import type { Surveyed } from './survey.ts';
import type { Turns } from './turns.ts';
import { uploadArtifacts } from './uploads.ts';
import type { Work } from './work.ts';

/** What the nodes of one run share while they go through the rows. */
export interface Shared {
  readonly work: Work;
  readonly progress: Progress;
  readonly turns: Turns;
  readonly joinAccess: JoinAccess;
}

/**
 * Takes one node through the rows, from top to bottom. After a reboot the node begins again at the top, on fresh facts:
 * what was right before a reboot may be wrong after it. Throws a UserError when the node cannot get further.
 */
export async function walk(shared: Shared, one: Surveyed, rows: readonly RunPhase[]): Promise<void> {
  const { node, session, obstacle } = one;
  if (obstacle) throw needsPerson(node.name, [obstacle]);
  const { progress } = shared;
  const done: Change[] = [];
  // What this run changed before it rebooted the node. After a power cut changes may be lost: they are made again.
  let undone: readonly Change[] = [];
  let uploading: Promise<void> | undefined;
  let answers = await leaveOther(one);
  for (let at = 0; at < rows.length; ) {
    const row = rows[at] as RunPhase;
    if (row.uploads && !uploading) {
      uploading = uploadArtifacts(shared.work.run, session, rows, answers);
      // Its failure is awaited by the row that needs an artifact.
      uploading.catch(() => {});
    }
    const passed = await pass({ shared, one, rows, row, undone, uploading }, answers);
    done.push(...passed.done);
    if (passed.answers.get(bootId) === answers.get(bootId)) {
      progress.through(node.name, row.name);
      at += 1;
    } else {
      if (row.reboots) undone = [...done];
      else session.emit({ kind: 'note', node: node.name, message: 'it has restarted: everything is looked at again' });
      at = 0;
    }
    answers = passed.answers;
  }
  await uploading;
  const due = dueReboot(shared, rows, session, answers);
  if (due.length > 0) throw pendingReboot(node.name, due);
}

interface Passing {
  readonly shared: Shared;
  readonly one: Surveyed;
  readonly rows: readonly RunPhase[];
  readonly row: RunPhase;
  readonly undone: readonly Change[];
  readonly uploading: Promise<void> | undefined;
}

/** Takes one node through one row, as the row says: after other nodes, one at a time, with what is done around it. */
async function pass({ shared, one, rows, row, undone, uploading }: Passing, before: Answers): Promise<Converged> {
  const { work, turns, joinAccess } = shared;
  const { node, session: own } = one;
  const { changes } = planPhase(row, own.scope, before);
  const isBusy = changes.length > 0;
  if (row.reboots && work.noReboot) return { answers: before, done: [] };
  const due = row.afterReboot && isBusy ? dueReboot(shared, rows, own, before) : [];
  if (due.length > 0) throw pendingReboot(node.name, due);
  const { session, answers } = await awaitOthers({ shared, one, row, isBusy }, before);
  if (changes.some(({ artifact }) => artifact)) await uploading;
  const make = () => convergePhase(session, row, answers, undone);
  if (!isBusy) return make();
  return turns(row, node, async () => {
    if (row.around === 'drain') return drained(work, one, changes, make);
    if (row.around === 'join access') await joinAccess.grant(node.name);
    return make();
  });
}

/** Waits for the nodes that the row names, and returns what this node knows then. */
async function awaitOthers(
  { shared, one, row, isBusy }: Pick<Passing, 'shared' | 'one' | 'row'> & { readonly isBusy: boolean },
  answers: Answers,
): Promise<{ readonly session: Session; readonly answers: Answers }> {
  const { work, progress } = shared;
  const { node, session } = one;
  const { name } = node;
  const leader = work.leader.node.name;
  const all = work.found.reached;
  const { after } = row;
  const say = (message: string) => session.emit({ kind: 'note', node: name, message });
  if (after?.of === 'leader' && isBusy && name !== leader) {
    say(`waits for ${leader} to let it in`);
    // Where this run is not about the leader, the leader has its cluster already.
    const isSubject = [...all, ...work.found.unreached].some((other) => other.node.name === leader);
    if (isSubject) await progress.awaits(leader, after.row).catch(waitsInVain(name, leader, 'cannot join'));
  }
  if (after?.of === 'control planes before it' && isBusy) {
    for (const earlier of controlPlanesBefore(one, all)) {
      await progress.awaits(earlier, after.row).catch(waitsInVain(name, earlier, 'is left as it is'));
    }
  }
  if (after?.of === 'others' && name === leader) {
    const joining = work.joining.filter((other) => other !== name);
    if (joining.length > 0) say(`waits for ${joining.join(', ')} to join`);
    const others = all.map((other) => other.node.name).filter((other) => other !== name);
    const joined = [name, ...(await progress.awaitsAll(others, after.row))];
    return {
      session: withScope(session, { joined }),
      answers: joining.length > 0 ? await ask(session) : answers,
    };
  }
  return { session, answers };
}

function waitsInVain(node: string, other: string, what: string) {
  return (cause: unknown): never => {
    throw new UserError(`${node} ${what}: it waits for ${other}, which fails.`, {
      hints: [`Solve what is said about ${other}, then run the same command again.`],
      cause,
    });
  };
}

/** The reboot that `--no-reboot` leaves to the person. */
function dueReboot({ work }: Shared, rows: readonly RunPhase[], { scope }: Session, answers: Answers) {
  if (!work.noReboot) return [];
  return rows.filter(({ reboots }) => reboots).flatMap((row) => planPhase(row, scope, answers).changes);
}

/** Takes the node out of another cluster, when that is what it has to do first. */
async function leaveOther({ leaves, answers, session }: Surveyed): Promise<Answers> {
  if (!leaves) return answers;
  const facts = factsOf(leaves, session.scope);
  await converge({ ...session, facts }, leaves, await ask(session, facts));
  return ask(session);
}
