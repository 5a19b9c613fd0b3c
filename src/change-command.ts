import { Flags } from '@oclif/core';
import { UserError } from './errors.ts';
import { RunCommand } from './run-command.ts';
import { eventLines } from './screen/event-text.ts';
import type { Rows } from './screen/run-rows.ts';

interface ChangeFlags {
  readonly 'json-events': boolean;
}

/** What commands that change nodes share: a person's yes, a row a node, Ctrl-C. */
export abstract class ChangeCommand extends RunCommand {
  static readonly changeFlags = {
    'dry-run': Flags.boolean({ description: 'Show the plan and change nothing' }),
    yes: Flags.boolean({ char: 'y', description: 'Do not ask before the first change' }),
  };

  private rows: Rows | undefined;

  /** A terminal to ask on, or an error that names the flag to go without. */
  protected needTerminal(flag: string, before = '--dry-run to see the plan, '): void {
    if (process.stdin.isTTY) return;
    throw new UserError('There is no terminal to ask on before the first change.', {
      hints: [`${before}${flag} to go on without asking`],
      exitCode: 2,
    });
  }

  /** Asks yes or no. */
  protected async confirm(message: string): Promise<boolean> {
    this.needTerminal('--yes');
    const { confirm } = await import('@inquirer/prompts');
    return confirm({ message }, { output: process.stderr });
  }

  /** Shows what happens from now on, a row a node, until {@link endProgress}. */
  protected async showProgress(nodes: readonly string[], flags: ChangeFlags): Promise<void> {
    // Not once: restore-cursor ends the process when its listener is the only one left.
    process.on('SIGINT', () => void this.interrupted());
    if (flags['json-events'] || this.jsonEnabled()) return;
    if (!process.stderr.isTTY) {
      this.listeners.push(eventLines((line) => this.logToStderr(line)));
      return;
    }
    const { startRows } = await import('./screen/run-rows.ts');
    this.rows = startRows(nodes);
    this.listeners.push(this.rows.hear);
  }

  protected async endProgress(): Promise<void> {
    await this.rows?.stop();
  }

  private async interrupted(): Promise<void> {
    await this.rows?.interrupt();
    this.logToStderr('Stopped. A node finishes the change in hand; run the same command again to go on.');
    process.exit(130);
  }
}
