import { Command, Errors, Flags, ux } from '@oclif/core';
import { UserError } from '../errors.ts';
import { errorJson, errorText } from '../screen/error-text.ts';

/** What all commands share: the inventory's flag, `--json`, and errors that say what to type next. */
export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true;
  static override baseFlags = {
    inventory: Flags.string({
      char: 'i',
      default: 'inventory.yaml',
      env: 'MICROCLOUD_INVENTORY',
      description: 'The file that lists your nodes',
      helpValue: 'FILE',
      helpGroup: 'GLOBAL',
    }),
  };

  /** The log of this run, for error messages; undefined for commands that keep none. */
  logFile: string | undefined;

  /** Prints an error without a stack trace. Exit code 2 for wrong input, 1 for the rest, 130 for Ctrl-C. */
  protected override async catch(error: Error): Promise<never> {
    // Help and version leave this way; they have printed already.
    if (error instanceof Errors.ExitError) throw error;
    const known = knownError(error, this.config.bin, this.id);
    if (this.jsonEnabled()) this.logJson(errorJson(known, { logFile: this.logFile }));
    else this.logToStderr(errorText(known, { logFile: this.logFile }));
    if (!(known instanceof UserError) && process.env.DEBUG) this.logToStderr(known.stack);
    return this.exit(known instanceof UserError ? known.exitCode : 1);
  }

  // oclif takes the text apart to colour it, which no theme here asks for, and which takes longer than making it.
  protected override logJson(json: unknown): void {
    ux.stdout(JSON.stringify(json, undefined, 2));
  }
}

/** Turns Ctrl-C in a question, and what oclif says about wrong flags, into errors of ours. */
function knownError(error: Error, bin: string, id = ''): Error {
  if (error.name === 'ExitPromptError') return new UserError('Stopped; nothing was changed.', { exitCode: 130 });
  if (!(error instanceof Errors.CLIError)) return error;
  const [message = ''] = error.message.split('\nSee more help with');
  const sentence = message.replace(/^The following errors? occurred:\s*/, '');
  return new UserError(sentence, { hints: [`${bin} ${id.replaceAll(':', ' ')} --help`], exitCode: 2 });
}
