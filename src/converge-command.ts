import { Flags } from '@oclif/core';
import { UserError } from './errors.ts';
import type { Node } from './inventory/schema.ts';
import { eventLines } from './report/event-text.ts';
import { type InitJson, initJson } from './report/init-json.ts';
import { outcomeText } from './report/init-text.ts';
import { paintFor } from './report/paint.ts';
import { RunCommand } from './run-command.ts';
import { initCluster } from './tasks/init.ts';
import type { Rows } from './tasks/rows.ts';
import type { Run } from './tasks/run.ts';
import type { Survey } from './tasks/survey.ts';

interface ConvergeFlags {
  readonly inventory: string;
  readonly 'dry-run': boolean;
  readonly yes: boolean;
  readonly reboot: boolean;
  readonly 'json-events': boolean;
}

interface Join {
  /** Nodes that only get to know the names of all nodes. */
  readonly neighbours?: readonly Node[];
  /** Called between the person's yes and the first change. */
  readonly beforeChanges?: (found: Survey) => Promise<void>;
}

/** What `init` and `join` share: show the plan, ask, do it with a row a node, say how it ended. */
export abstract class ConvergeCommand extends RunCommand {
  static readonly convergeFlags = {
    'dry-run': Flags.boolean({ description: 'Show the plan and change nothing' }),
    yes: Flags.boolean({ char: 'y', description: 'Do not ask before the first change' }),
    reboot: Flags.boolean({ allowNo: true, default: true, description: 'Reboot nodes that need it' }),
  };

  /** Brings the run's nodes to where the inventory wants them. Exit code 1 when a node is not there. */
  protected async converge(
    run: Run,
    flags: ConvergeFlags,
    { neighbours, beforeChanges }: Join = {},
  ): Promise<InitJson> {
    let rows: Rows | undefined;
    const proceed = async (found: Survey) => {
      if (!(await this.confirmed(found, flags))) return false;
      await beforeChanges?.(found);
      rows = await this.showProgress(found, flags);
      // Not once: restore-cursor ends the process when its listener is the only one left.
      process.on('SIGINT', () => void this.interrupted(rows));
      return true;
    };
    const options = { noReboot: !flags.reboot, proceed, ...(neighbours ? { neighbours } : {}) };
    const result = await initCluster(run, options).finally(() => rows?.stop());
    const json = initJson(result);
    const shown = { inventory: flags.inventory, paint: paintFor(process.stderr), logFile: this.logFile };
    if (!flags['dry-run']) this.logToStderr(outcomeText(result, shown));
    if (!json.ok) process.exitCode = 1;
    return json;
  }

  private async showProgress({ reached }: Survey, flags: ConvergeFlags): Promise<Rows | undefined> {
    if (flags['json-events'] || this.jsonEnabled()) return undefined;
    if (!process.stderr.isTTY) {
      this.listeners.push(eventLines((line) => this.logToStderr(line)));
      return undefined;
    }
    const { startRows } = await import('./tasks/rows.ts');
    const rows = startRows(reached.map(({ node }) => node.name));
    this.listeners.push(rows.hear);
    return rows;
  }

  private async confirmed(found: Survey, flags: ConvergeFlags): Promise<boolean> {
    const hasChanges = found.reached.some(({ plan }) => plan.some(({ changes }) => changes.length > 0));
    if (!flags['dry-run'] && (!hasChanges || flags.yes)) return true;
    // Only here: a run that shows no plan need not load what compares texts.
    const { surveyText } = await import('./report/survey-text.ts');
    if (flags['dry-run']) {
      this.log(surveyText(found, { withDiffs: true, paint: paintFor(process.stdout) }));
      return false;
    }
    if (!process.stdin.isTTY) {
      throw new UserError('There is no terminal to ask on before the first change.', {
        hints: ['--dry-run to see the plan, --yes to go on without asking'],
        exitCode: 2,
      });
    }
    this.logToStderr(surveyText(found, { withDiffs: false, paint: paintFor(process.stderr) }));
    const { confirm } = await import('@inquirer/prompts');
    const message = 'Make these changes? (--dry-run shows what they change in files)';
    return confirm({ message }, { output: process.stderr });
  }

  private async interrupted(rows: Rows | undefined): Promise<void> {
    await rows?.stop();
    this.logToStderr('Stopped. A node finishes the change in hand; run the same command again to go on.');
    process.exit(130);
  }
}
