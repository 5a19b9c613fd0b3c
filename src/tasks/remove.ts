import { ask } from '../engine/apply.ts';
import { converge } from '../engine/converge.ts';
import { withScope } from '../engine/session.ts';
import { checkedBy, type LeaveResult, leaveCluster } from './leave.ts';
import { isElsewhere } from './members-elsewhere.ts';
import { type NodeOutcome, outcomeOf } from './outcome.ts';
import type { Run } from './run.ts';
import { withSerfKey } from './serf-key-access.ts';
import { type Removal, type RemovalOptions, shownSurvey, surveyRemoval } from './survey-removal.ts';

export interface RemoveOptions extends RemovalOptions {
  /** Sees the plan before anything changes; false stops there. */
  readonly proceed: (found: Removal) => Promise<boolean>;
}

/** Takes the run's nodes out of the cluster, and removes from the nodes what the cluster had installed. */
export async function removeNodes(run: Run, { proceed, ...options }: RemoveOptions): Promise<LeaveResult> {
  const found = await surveyRemoval(run, options);
  const shown = {
    survey: shownSurvey(found),
    leaving: run.nodes.map(({ name }) => name),
    checked: checkedBy(found.phases.onNode, run.nodes),
  };
  try {
    if (!(await proceed(found))) return { ...shown, outcomes: [], removed: [], off: [], lost: [] };
    const { outcomes, removed } = await remove(run, found);
    const off = found.off.map(({ node }) => node.name).filter((name) => removed.includes(name));
    const elsewhere = found.off.filter(isElsewhere).map(({ node }) => node.name);
    return { ...shown, outcomes, removed, off, elsewhere, lost: options.lost ? removed : [] };
  } finally {
    for (const { session } of [...found.leavers, found.leader, ...found.others]) session.connection.close();
  }
}

async function remove(run: Run, { leavers, off, leader, others, phases, fill }: Removal) {
  const outcomes: NodeOutcome[] = [];
  for (const { session, node } of leavers)
    session.emit({ kind: 'note', node: node.name, message: `waits for ${leader.node.name} to let it go` });
  const atLeader = await outcomeOf(run, leader, async ({ session, answers }) => {
    await converge(session, phases.before, answers);
    outcomes.push(...(await leaveCluster(run, leavers, phases.onNode)));
    // A node that could not be cleaned would come back. The cluster keeps such a node for the next try.
    const stuck = outcomes.filter(({ error }) => error).map(({ node }) => node);
    const leaving = session.scope.leaving?.filter(({ node }) => !stuck.includes(node.name)) ?? [];
    const informed = withScope(session, { leaving });
    await converge(informed, [...phases.after, ...phases.revoking, ...phases.settling], await ask(session));
  });
  const leading = { node: leader.node, session: async () => leader.session, close: () => {} };
  const settled = atLeader.error
    ? []
    : await Promise.all(
        others.map((one) =>
          outcomeOf(run, one, async ({ session }) => {
            const informed = await withSerfKey({ leader: leading, fill }, session);
            return converge(informed, phases.settling, await ask(informed));
          }),
        ),
      );
  const gone = [...outcomes.filter(({ error }) => !error).map(({ node }) => node), ...off.map(({ node }) => node.name)];
  return { outcomes: [...outcomes, atLeader, ...settled], removed: atLeader.error ? [] : gone };
}
