import { Args, Flags } from '@oclif/core';
import { eachInventory, type LookError } from '../cli/each-inventory.ts';
import { NodesCommand } from '../cli/nodes-command.ts';
import { askYesOrNo, requireTerminalForPlan } from '../cli/prompts.ts';
import { withProgress } from '../cli/run-progress.ts';
import { changeFlags, onlyFlag } from '../cli/shared-flags.ts';
import { chooseChecks, durationOf } from '../doctor/choices.ts';
import { UserError } from '../errors.ts';
import type { ExitCode } from '../exit-codes.ts';
import { type DoctorJson, doctorJson } from '../screen/doctor-json.ts';
import { doctorText } from '../screen/doctor-text.ts';
import { paintFor } from '../screen/paint.ts';
import { runbookText } from '../screen/runbook-text.ts';
import { cure, type ExamineOptions, examine } from '../tasks/doctor/examine.ts';
import { inventoryOf, loneIgnored, recognised } from '../tasks/doctor/lone-node.ts';
import type { Run } from '../tasks/run.ts';

export default class Doctor extends NodesCommand {
  static override summary = 'Say what is wrong, why it matters, and what to type';
  static override description =
    'Asks every node once and changes nothing, unless it is told to with --fix. Exit code 0: no problems; 1: warnings, with --strict; 3: problems; 4: no node could be looked at.';
  static override examples = [
    '<%= config.bin %> doctor',
    '<%= config.bin %> doctor pi@192.168.0.201',
    '<%= config.bin %> doctor --explain cgroup.memory',
  ];
  static override readonly takesSeveral = true;
  static override args = {
    target: Args.string({ description: 'One machine instead of those of the inventory: pi@192.168.0.201' }),
  };
  static override flags = {
    yes: changeFlags.yes,
    only: onlyFlag,
    'before-install': Flags.boolean({ description: 'Say only what would stop init; nothing needs to be set up yet' }),
    fix: Flags.boolean({ description: 'Cure what can be cured without a person, after showing it, and look again' }),
    ignore: Flags.string({ description: 'Leave these checks out, with commas between', helpValue: 'ID' }),
    explain: Flags.string({ description: 'Say more about one finding, by the name in its brackets', helpValue: 'ID' }),
    since: Flags.string({ description: 'How far back to read journals', default: '1h', helpValue: '1h' }),
    strict: Flags.boolean({ description: 'Exit with 1 when there are warnings' }),
  };

  // Short: a node that is off shall not delay the answers of the others.
  protected override readonly timeoutSeconds = 10;

  override async run(): Promise<DoctorJson | undefined | readonly (DoctorJson | LookError)[]> {
    const { args, flags } = await this.parse(Doctor);
    if (flags.explain !== undefined) return this.explain(flags.explain);
    const since = durationOf(flags.since);
    const ignored = (await chooseChecks(flags.ignore)).map(({ id }) => id);
    const look = async (
      run: Run,
      inventory: string,
      options: Pick<ExamineOptions, 'ignored' | 'beforeInstall' | 'hasPlan'>,
    ) => {
      if (flags.fix) await this.fix(run, { since, ...options }, flags);
      const result = doctorJson(await examine(run, { since, ...options }), { nodes: run.inventory.nodes, inventory });
      this.log(doctorText(result, inventory, paintFor(process.stdout)));
      this.endWith(exitCode(result, flags.strict));
      return result;
    };
    if (args.target !== undefined) {
      const lone = inventoryOf(args.target);
      const run = this.openFor('doctor', flags, lone, lone.nodes);
      const options = { ignored: [...ignored, ...loneIgnored], beforeInstall: true, hasPlan: false };
      return look(await recognised(run, { mayAsk: process.stdin.isTTY }), flags.inventory, options);
    }
    if (flags.fix && this.inventories.length > 1) throw oneToFix(this.inventories);
    return eachInventory(this, flags, async (one) => {
      const run = await this.open(flags.fix ? 'doctor-fix' : 'doctor', one).catch(withoutInventory);
      return look(run, one.inventory, { ignored, beforeInstall: flags['before-install'], hasPlan: true });
    });
  }

  private async explain(id: string): Promise<undefined> {
    const checks = await chooseChecks(id);
    this.log(
      checks
        .map((check) => runbookText(check))
        .join('\n')
        .trimEnd(),
    );
  }

  private async fix(run: Run, options: ExamineOptions, flags: { yes: boolean; 'json-events': boolean }): Promise<void> {
    const outcomes = await withProgress(this, flags, (show) =>
      cure(run, options, async (chosen) => {
        const { planText } = await import('../screen/plan-text.ts');
        const plans = chosen.map(({ one, plan }) => ({ name: one.node.name, plan }));
        const all = run.nodes.map(({ name }) => name);
        this.logToStderr(planText(plans, { withDiffs: false, paint: paintFor(process.stderr), all }));
        // The hint names no --dry-run, which doctor does not have: the plan has just been shown.
        if (!flags.yes) requireTerminalForPlan('--yes', '');
        if (!flags.yes && !(await askYesOrNo('Make these changes?'))) return false;
        await show(plans);
        return true;
      }),
    );
    for (const { error } of outcomes) if (error) this.logToStderr(error.message);
  }
}

function oneToFix(inventories: readonly string[]): UserError {
  const hints = inventories.map((inventory) => `microcloud doctor --fix -i ${inventory}`);
  return new UserError('--fix works on one inventory at a time', { hints, exitCode: 2 });
}

function withoutInventory(error: Error): never {
  const { code } = (error.cause ?? {}) as NodeJS.ErrnoException;
  if (!(error instanceof UserError) || code !== 'ENOENT') throw error;
  const hints = [...error.hints, 'microcloud doctor pi@192.168.0.201 looks at one machine without an inventory'];
  throw new UserError(error.message, { hints, exitCode: error.exitCode, cause: error });
}

function exitCode({ findings, reached }: DoctorJson, strict: boolean): ExitCode {
  if (reached === 0) return 4;
  if (findings.some(({ severity }) => severity === 'problem')) return 3;
  return strict && findings.length > 0 ? 1 : 0;
}
