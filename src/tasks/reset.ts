import { loadPhases, removalNames } from '../steps/phases.ts';
import { checkedBy, type LeaveResult, leaveCluster } from './leave.ts';
import type { Run } from './run.ts';
import { createSecrets } from './secrets.ts';
import { closeAll, survey } from './survey.ts';
import type { Survey } from './surveyed.ts';

/** Takes the whole cluster apart. `proceed` sees the plan before anything changes. */
export async function resetCluster(run: Run, proceed: (found: Survey) => Promise<boolean>): Promise<LeaveResult> {
  const phases = await loadPhases(removalNames.onNode);
  const found = await survey(run, phases, createSecrets().secrets);
  const leaving = run.nodes.map(({ name }) => name);
  try {
    const outcomes = (await proceed(found)) ? await leaveCluster(run, found.reached, phases) : [];
    const removed = outcomes.filter(({ error }) => !error).map(({ node }) => node);
    return { survey: found, outcomes, leaving, checked: checkedBy(phases, run.nodes), removed, off: [], lost: [] };
  } finally {
    closeAll(found);
  }
}
