import type { Artifact } from '../artifacts/artifact-table.ts';
import type { Answers } from '../engine/answers.ts';
import { ask } from '../engine/apply.ts';
import { type Converged, converge, convergePhase } from '../engine/converge.ts';
import { needsPerson } from '../engine/failures.ts';
import type { Change, Planned } from '../engine/model.ts';
import { askAtRest } from '../engine/perform.ts';
import { factsOf, planPhase } from '../engine/plan.ts';
import { UserError } from '../errors.ts';
import { bootId } from '../facts/machine.ts';
import type { RunPhase } from '../steps/phases.ts';
import { awaitDepartures, awaitOthers, departure } from './barriers.ts';
import { drained } from './drained.ts';
import type { JoinAccess } from './join-access/join-access.ts';
import type { Progress } from './progress.ts';
import { withSerfKey } from './serf-key-access.ts';
import type { Surveyed } from './surveyed.ts';
import type { Turns } from './turns.ts';
import { uploadArtifacts, uploadFor } from './uploads.ts';
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
  const done: Planned<Change>[] = [];
  // What this run changed before it rebooted the node itself. A reboot that the run did not make, like a power cut, may
  // lose changes: those are simply made again.
  let undone: readonly Planned<Change>[] = [];
  let uploading: Promise<readonly Artifact[]> | undefined;
  let answers = await leaveOther(one);
  if (one.leaves) shared.progress.through(node.name, departure);
  await awaitDepartures({ ...shared, one });
  for (let at = 0; at < rows.length; ) {
    const row = rows[at] as RunPhase;
    if (row.uploads && !uploading) {
      uploading = uploadArtifacts(shared.work.run, session, rows, answers);
      // The row that needs an artifact awaits `uploading` and so sees its failure.
      uploading.catch(() => {});
    }
    const passed = await pass({ shared, one, rows, row, undone, uploading }, answers);
    done.push(...passed.done);
    if (passed.answers.get(bootId) === answers.get(bootId)) {
      shared.progress.through(node.name, row.name);
      at += 1;
    } else {
      if (row.reboots) undone = [...done];
      else session.emit({ kind: 'note', node: node.name, message: 'it has restarted: everything is looked at again' });
      at = 0;
    }
    answers = passed.answers;
  }
  await uploading;
  requireReboot(shared.work, one, rows, answers);
}

/** One node in front of one row. */
interface Passing {
  readonly shared: Shared;
  readonly one: Surveyed;
  readonly rows: readonly RunPhase[];
  readonly row: RunPhase;
  readonly undone: readonly Planned<Change>[];
  readonly uploading: Promise<readonly Artifact[]> | undefined;
}

/** Takes one node through one row, as the row says: after other nodes, one at a time, with what is done around it. */
async function pass({ shared, one, rows, row, undone, uploading }: Passing, before: Answers): Promise<Converged> {
  const { work, progress, turns, joinAccess } = shared;
  const { node } = one;
  if (row.reboots && work.noReboot) return { answers: before, done: [] };
  const { changes } = planPhase(row, one.session.scope, before);
  const isBusy = changes.length > 0;
  if (row.afterReboot && isBusy) requireReboot(work, one, rows, before);
  const { session, answers } = row.after
    ? await awaitOthers(row.after, { work, progress, one, isBusy, answers: before })
    : { session: one.session, answers: before };
  // Upload before the node's pods move: a drained node shall not wait for anything.
  if (changes.some(({ artifact }) => artifact)) await uploading;
  const stage = async (wanted: readonly Change[]) => {
    if (wanted.some(({ artifact }) => artifact)) await uploadFor(work.run, session, wanted, await uploading);
  };
  const make = (latest = answers, own = session) => convergePhase(own, row, latest, { undone, stage });
  if (!isBusy) return make();
  return turns(row, node, async () => {
    if (row.around === 'drain') {
      // Draining has changed what the leader answers about its own pods and Node object.
      const isStale = node.name === work.leader.node.name && !work.noDrain && changes.some(({ drain }) => drain);
      return drained(work, one, changes, async () => make(isStale ? await ask(session) : answers));
    }
    if (row.around === 'serf key') return make(answers, await withSerfKey(work, session));
    if (row.around !== 'join access') return make();
    // A join that an earlier run began continues without that run. Now it has ended, and may have succeeded.
    const latest = await askAtRest(session);
    if (planPhase(row, session.scope, latest).changes.length > 0) await joinAccess.grant(node.name);
    return make(latest);
  });
}

/** Throws when a reboot is due that `--no-reboot` leaves to the person. */
function requireReboot(work: Work, { node, session }: Surveyed, rows: readonly RunPhase[], answers: Answers): void {
  if (!work.noReboot) return;
  const due = rows.filter(({ reboots }) => reboots).flatMap((row) => planPhase(row, session.scope, answers).changes);
  if (due.length === 0) return;
  const { name } = node;
  const what = due.map(({ summary }) => summary).join('; ');
  throw new UserError(`${name} waits for a reboot, which is left to you. ${what}.`, {
    hints: [`microcloud init --only ${name}, which reboots it, or: ssh ${name} sudo reboot`, 'Then: microcloud init'],
  });
}

/** Takes the node out of another cluster first, where the plan says so. */
async function leaveOther({ leaves, answers, session }: Surveyed): Promise<Answers> {
  if (!leaves) return answers;
  const facts = factsOf(leaves, session.scope);
  await converge({ ...session, facts }, leaves, await ask(session, facts));
  return ask(session);
}
