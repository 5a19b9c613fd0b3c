import { Flags } from '@oclif/core';
import { UserError } from './errors.ts';
import { type InitJson, initJson } from './report/init-json.ts';
import { outcomeText, surveyText } from './report/init-text.ts';
import { RunCommand } from './run-command.ts';
import { initCluster } from './tasks/init.ts';
import { type Rows, startRows } from './tasks/rows.ts';
import type { Run } from './tasks/run.ts';
import type { Survey } from './tasks/survey.ts';

interface ConvergeFlags {
  readonly 'dry-run': boolean;
  readonly yes: boolean;
  readonly reboot: boolean;
  readonly 'json-events': boolean;
}

/** What `init` and `join` share: show the plan, ask, do it with a row a node, say how it ended. */
export abstract class ConvergeCommand extends RunCommand {
  static readonly convergeFlags = {
    'dry-run': Flags.boolean({ description: 'Show the plan and change nothing' }),
    yes: Flags.boolean({ char: 'y', description: 'Do not ask before the first change' }),
    reboot: Flags.boolean({ allowNo: true, default: true, description: 'Reboot nodes that need it' }),
  };

  /** Brings the run's nodes to where the inventory wants them. Exit code 1 when a node is not there. */
  protected async converge(run: Run, flags: ConvergeFlags): Promise<InitJson> {
    let rows: Rows | undefined;
    const proceed = async (found: Survey) => {
      if (!(await this.confirmed(found, flags))) return false;
      if (process.stderr.isTTY && !flags['json-events'] && !this.jsonEnabled()) {
        rows = startRows(found.reached.map(({ node }) => node.name));
        this.listeners.push(rows.hear);
      }
      return true;
    };
    const result = await initCluster(run, { noReboot: !flags.reboot, proceed }).finally(() => rows?.stop());
    const json = initJson(result);
    if (result.outcomes.length > 0) this.logToStderr(outcomeText(result));
    if (!json.ok) process.exitCode = 1;
    return json;
  }

  private async confirmed(found: Survey, flags: ConvergeFlags): Promise<boolean> {
    const hasChanges = found.reached.some(({ plan }) => plan.some(({ changes }) => changes.length > 0));
    if (flags['dry-run']) this.log(surveyText(found));
    if (flags['dry-run'] || !hasChanges || flags.yes) return !flags['dry-run'];
    if (!process.stdin.isTTY) {
      throw new UserError('There is no terminal to ask on before the first change.', {
        hints: ['--dry-run to see the plan, --yes to go on without asking'],
        exitCode: 2,
      });
    }
    this.logToStderr(surveyText(found));
    const { confirm } = await import('@inquirer/prompts');
    return confirm({ message: 'Make these changes?' });
  }
}
