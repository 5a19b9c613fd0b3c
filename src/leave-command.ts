import { ChangeCommand } from './change-command.ts';
import { type InitJson, initJson } from './report/init-json.ts';
import { leaveText } from './report/leave-text.ts';
import { paintFor } from './report/paint.ts';
import { surveyText } from './report/survey-text.ts';
import type { LeaveResult } from './tasks/leave.ts';
import type { Survey } from './tasks/survey.ts';

interface LeaveFlags {
  readonly inventory: string;
  readonly 'dry-run': boolean;
  readonly 'json-events': boolean;
}

/** What `remove` and `reset` share: show the plan, ask, do it with a row a node, say what was found clean. */
export abstract class LeaveCommand extends ChangeCommand {
  /** Whether to go on after the plan; `agreed` is asked when it would change something. */
  protected async goOn(found: Survey, flags: LeaveFlags, agreed: () => Promise<boolean>): Promise<boolean> {
    if (flags['dry-run']) {
      this.log(surveyText(found, { withDiffs: true, paint: paintFor(process.stdout) }));
      return false;
    }
    const hasChanges = found.reached.some(({ plan }) => plan.some(({ changes }) => changes.length > 0));
    if (!hasChanges) return true;
    if (!(await agreed())) return false;
    await this.showProgress(
      found.reached.map(({ node }) => node.name),
      flags,
    );
    return true;
  }

  /** The plan without the lines of files, before a question. */
  protected showPlan(found: Survey): void {
    this.logToStderr(surveyText(found, { withDiffs: false, paint: paintFor(process.stderr) }));
  }

  /** Says how it ended. Exit code 1 when a node is not as it should be. */
  protected ended(result: LeaveResult, flags: LeaveFlags): InitJson {
    const json = initJson(result);
    if (!json.ok) process.exitCode = 1;
    if (flags['dry-run']) return json;
    this.logToStderr(leaveText(result, { paint: paintFor(process.stderr), logFile: this.logFile }));
    return json;
  }
}
