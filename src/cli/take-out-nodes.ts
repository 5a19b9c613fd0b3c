import { leaveText } from '../screen/leave-text.ts';
import { type LeaveJson, leaveJson } from '../screen/outcome-json.ts';
import { paintFor } from '../screen/paint.ts';
import type { LeaveResult } from '../tasks/leave.ts';
import type { Survey } from '../tasks/surveyed.ts';
import { type Confirmation, confirmPlan, hasChanges } from './confirm-plan.ts';
import type { NodesCommand } from './nodes-command.ts';
import { withProgress } from './run-progress.ts';

interface TakeOutFlags {
  readonly 'dry-run': boolean;
  readonly 'json-events': boolean;
}

/** Asks a person whether to go on after a plan and its notes. */
type Proceed = (found: Survey, notes?: readonly string[]) => Promise<boolean>;

/**
 * Takes nodes out of the cluster, for `remove` and `reset`: shows the plan, asks, does it, and says how it ended. Exit
 * code 1 when a node is not as it should be.
 */
export async function takeOutNodes(
  command: NodesCommand,
  flags: TakeOutFlags,
  confirmation: Pick<Confirmation, 'isAgreed' | 'flag' | 'question'>,
  takeOut: (proceed: Proceed) => Promise<LeaveResult>,
): Promise<LeaveJson> {
  const isDryRun = flags['dry-run'];
  const result = await withProgress(command, flags, (show) =>
    takeOut(async (found, notes = []) => {
      if (!(await confirmPlan(command, found, { ...confirmation, isDryRun, notes }))) return false;
      if (hasChanges(found) || notes.length > 0)
        await show(found.reached.map(({ node, plan }) => ({ name: node.name, plan })));
      return true;
    }),
  );
  const json = leaveJson(result);
  if (!json.ok) command.endWith(1);
  if (!isDryRun) command.logToStderr(leaveText(result, { paint: paintFor(process.stderr), logFile: command.logFile }));
  return json;
}
