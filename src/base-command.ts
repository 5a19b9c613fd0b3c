import { Command, Errors, Flags, ux } from '@oclif/core';
import { UserError } from './errors.ts';
import { errorJson, errorText } from './screen/error-text.ts';

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

  /** The log of this run, for error messages; a command sets it when it opens one. */
  protected logFile: string | undefined;

  /** Prints without a stack trace: exit code 2 for wrong input, 1 for the rest, 130 for Ctrl-C. */
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

  /** Asks for something secret; for {@link secretResolver}. */
  protected async askSecret(question: string): Promise<string> {
    requireTerminal(question, 'write {env: NAME} or {file: PATH} instead of {prompt: true} in the inventory');
    const { password } = await import('@inquirer/prompts');
    // Standard output is for data.
    return password({ message: question }, { output: process.stderr });
  }
}

/** A question without a terminal would end the program in its midst. */
export function requireTerminal(question: string, hint: string): void {
  if (process.stdin.isTTY) return;
  throw new UserError(`There is no terminal to ask on: ${question}`, { hints: [hint], exitCode: 2 });
}

function knownError(error: Error, bin: string, id = ''): Error {
  if (error.name === 'ExitPromptError') return new UserError('Stopped; nothing was changed.', { exitCode: 130 });
  if (!(error instanceof Errors.CLIError)) return error;
  const [message = ''] = error.message.split('\nSee more help with');
  const sentence = message.replace(/^The following errors? occurred:\s*/, '');
  return new UserError(sentence, { hints: [`${bin} ${id.replaceAll(':', ' ')} --help`], exitCode: 2 });
}
