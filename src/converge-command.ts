import { Flags } from '@oclif/core';
import { ChangeCommand } from './change-command.ts';
import type { Node } from './inventory/schema.ts';
import { type InitJson, initJson } from './screen/init-json.ts';
import { outcomeText } from './screen/init-text.ts';
import { paintFor } from './screen/paint.ts';
import { initCluster } from './tasks/init.ts';
import type { Membership } from './tasks/membership.ts';
import type { Run } from './tasks/run.ts';
import type { Survey } from './tasks/survey.ts';

interface ConvergeFlags {
  readonly inventory: string;
  readonly 'dry-run': boolean;
  readonly yes: boolean;
  readonly reboot: boolean;
  readonly replace: boolean;
  readonly drain: boolean;
  readonly 'json-events': boolean;
}

interface Join {
  /** Nodes that only get to know the names of all nodes. */
  readonly neighbours?: readonly Node[];
  /** Called between the person's yes and the first change. */
  readonly beforeChanges?: (found: Survey) => Promise<void>;
}

/** What `init` and `join` share: show the plan, ask, do it with a row a node, say how it ended. */
export abstract class ConvergeCommand extends ChangeCommand {
  static readonly convergeFlags = {
    ...ChangeCommand.changeFlags,
    replace: Flags.boolean({
      description: 'Let nodes leave another cluster, or one that is lost, and take the place of others of their name',
    }),
    reboot: Flags.boolean({ allowNo: true, default: true, description: 'Reboot nodes that need it' }),
    drain: Flags.boolean({ allowNo: true, default: true, description: 'Move pods elsewhere before an upgrade' }),
  };

  /** Brings the run's nodes to where the inventory wants them. Exit code 1 when a node is not there. */
  protected async converge(
    run: Run,
    flags: ConvergeFlags,
    { neighbours, beforeChanges }: Join = {},
  ): Promise<InitJson> {
    const proceed = async (found: Survey) => {
      if (!(await this.confirmed(found, flags))) return false;
      await beforeChanges?.(found);
      await this.showProgress(
        found.reached.map(({ node }) => node.name),
        flags,
      );
      return true;
    };
    const mayReplace = (found: Membership) => this.mayReplace(found, flags);
    const options = {
      noReboot: !flags.reboot,
      noDrain: !flags.drain,
      mayReplace,
      proceed,
      ...(neighbours ? { neighbours } : {}),
    };
    const result = await initCluster(run, options).finally(() => this.endProgress());
    const json = initJson(result);
    const shown = { inventory: flags.inventory, paint: paintFor(process.stderr), logFile: this.logFile };
    if (!flags['dry-run']) this.logToStderr(outcomeText(result, shown));
    if (!json.ok) process.exitCode = 1;
    return json;
  }

  private async mayReplace({ strangers }: Membership, flags: ConvergeFlags): Promise<boolean> {
    if (flags.replace || strangers.length === 0 || flags['dry-run'] || flags.yes || !process.stdin.isTTY) {
      return flags.replace;
    }
    const names = strangers.map(({ name }) => name).join(', ');
    return this.confirm(
      `${names}: in another cluster, or in one that is lost. Leave it, with all that runs there, and join this one?`,
    );
  }

  private async confirmed(found: Survey, flags: ConvergeFlags): Promise<boolean> {
    const hasChanges = found.reached.some(({ plan }) => plan.some(({ changes }) => changes.length > 0));
    if (!flags['dry-run'] && (!hasChanges || flags.yes)) return true;
    // Only here: a run that shows no plan need not load what compares texts.
    const { surveyText } = await import('./screen/survey-text.ts');
    if (flags['dry-run']) {
      this.log(surveyText(found, { withDiffs: true, paint: paintFor(process.stdout) }));
      return false;
    }
    this.needTerminal('--yes');
    this.logToStderr(surveyText(found, { withDiffs: false, paint: paintFor(process.stderr) }));
    return this.confirm('Make these changes? (--dry-run shows what they change in files)');
  }
}
