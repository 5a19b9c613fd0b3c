import { ChangeCommand } from './change-command.ts';
import { type LeaveJson, leaveJson } from './screen/leave-json.ts';
import { leaveText } from './screen/leave-text.ts';
import { paintFor } from './screen/paint.ts';
import { surveyText } from './screen/survey-text.ts';
import type { LeaveResult } from './tasks/leave.ts';
import type { Survey } from './tasks/survey.ts';

interface LeaveFlags {
  readonly inventory: string;
  readonly 'dry-run': boolean;
  readonly 'json-events': boolean;
}

interface Question {
  /** Asked when something would change. */
  readonly agreed: () => Promise<boolean>;
  /** What else would happen, behind the plan. */
  readonly notes?: readonly string[];
}

/** What `remove` and `reset` share: show the plan, ask, do it with a row a node, say what was found clean. */
export abstract class LeaveCommand extends ChangeCommand {
  /** Whether to go on after the plan. */
  protected async goOn(found: Survey, flags: LeaveFlags, { agreed, notes = [] }: Question): Promise<boolean> {
    if (flags['dry-run']) {
      this.log([surveyText(found, { withDiffs: true, paint: paintFor(process.stdout) }), ...notes].join('\n\n'));
      return false;
    }
    const hasChanges = found.reached.some(({ plan }) => plan.some(({ changes }) => changes.length > 0));
    if (!hasChanges && notes.length === 0) return true;
    if (!(await agreed())) return false;
    await this.showProgress(
      found.reached.map(({ node }) => node.name),
      flags,
    );
    return true;
  }

  /** The plan without the lines of files, before a question. */
  protected showPlan(found: Survey, notes: readonly string[] = []): void {
    this.logToStderr([surveyText(found, { withDiffs: false, paint: paintFor(process.stderr) }), ...notes].join('\n\n'));
  }

  /** Says how it ended. Exit code 1 when a node is not as it should be. */
  protected ended(result: LeaveResult, flags: LeaveFlags): LeaveJson {
    const json = leaveJson(result);
    if (!json.ok) process.exitCode = 1;
    if (flags['dry-run']) return json;
    this.logToStderr(leaveText(result, { paint: paintFor(process.stderr), logFile: this.logFile }));
    return json;
  }
}
