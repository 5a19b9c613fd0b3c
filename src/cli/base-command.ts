import { Command, Errors, Flags, type Interfaces, ux } from '@oclif/core';
import { UserError } from '../errors.ts';
import type { ExitCode } from '../exit-codes.ts';
import { errorJson, errorText } from '../screen/error-text.ts';
import { columnsOf, fitted } from '../screen/fitted.ts';
import { visibleInColour, visibleJson } from '../visible-text.ts';
import { inventoriesIn } from './each-inventory.ts';
import { fileError } from './file-errors.ts';

/** What all commands share: the inventory's flag, `--json`, and errors that say what to type next. */
export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true;
  static override baseFlags = {
    // For oclif the flag is a list. `parse` gives commands the first file, and keeps all of them in `inventories`.
    inventory: Flags.string({
      char: 'i',
      multiple: true,
      multipleNonGreedy: true,
      default: ['inventory.yaml'],
      env: 'MICROCLOUD_INVENTORY',
      description: 'The file that lists your nodes',
      helpValue: 'FILE',
      helpGroup: 'GLOBAL',
    }) as unknown as Interfaces.OptionFlag<string>,
  };

  /** Whether the command takes several inventories: only commands that change no nodes do. */
  static readonly takesSeveral: boolean = false;

  /** The paths of this run's inventories, once the flags are parsed. */
  inventories: readonly string[] = [];

  /** The log of this run, for error messages; undefined for commands that keep none. */
  logFile: string | undefined;

  /** Sets the exit code for when the command has returned. Of several codes the greatest counts. */
  endWith(code: ExitCode): void {
    process.exitCode = Math.max(Number(process.exitCode ?? 0), code);
  }

  protected override async parse<
    F extends Interfaces.OutputFlags<Interfaces.FlagInput>,
    B extends Interfaces.OutputFlags<Interfaces.FlagInput>,
    A extends Interfaces.OutputArgs<Interfaces.ArgInput>,
  >(options?: Interfaces.Input<F, B, A>, argv?: string[]): Promise<Interfaces.ParserOutput<F, B, A>> {
    const parsed = await super.parse(options, argv);
    this.inventories = inventoriesIn(parsed.flags.inventory);
    const { takesSeveral } = this.ctor as typeof BaseCommand;
    if (this.inventories.length > 1 && !takesSeveral) throw oneAtATime(this.id, this.inventories);
    return { ...parsed, flags: { ...parsed.flags, inventory: this.inventories[0] } };
  }

  /** Prints an error without a stack trace. */
  protected override async catch(error: Error): Promise<never> {
    // oclif ends --help and --version with this error, after printing.
    if (error instanceof Errors.ExitError) throw error;
    const known = knownError(error, this.config.bin, this.id);
    if (this.jsonEnabled()) this.logJson(errorJson(known, { logFile: this.logFile }));
    else this.logToStderr(errorText(known, { logFile: this.logFile }));
    if (!(known instanceof UserError) && process.env.DEBUG) this.logToStderr(known.stack);
    const code: ExitCode = known instanceof UserError ? known.exitCode : 1;
    return this.exit(code);
  }

  // oclif would parse the JSON again to colour it, which takes longer than making it, and there are no colours here.
  protected override logJson(json: unknown): void {
    ux.stdout(visibleJson(json, 2));
  }

  /** Prints what people read: on a terminal its lines are broken between words. */
  override log(message = ''): void {
    super.log('%s', fitted(visibleInColour(message), columnsOf(process.stdout)));
  }

  /** Prints what programs read, as it is. */
  logData(text: string): void {
    super.log('%s', visibleInColour(text));
  }

  override logToStderr(message = ''): void {
    super.logToStderr('%s', fitted(visibleInColour(message), columnsOf(process.stderr)));
  }
}

function oneAtATime(id = '', inventories: readonly string[]): UserError {
  return new UserError(
    `This command is about one inventory, and there are ${inventories.length}: ${inventories.join(', ')}`,
    {
      hints: inventories.map((inventory) => `microcloud ${id.replaceAll(':', ' ')} -i ${inventory}`),
      exitCode: 2,
    },
  );
}

/** Turns Ctrl-C in a question, what oclif says about wrong flags, and files that the system refuses, into errors of ours. */
function knownError(error: Error, bin: string, id = ''): Error {
  if (error.name === 'ExitPromptError') return new UserError('Stopped; nothing was changed.', { exitCode: 130 });
  if (!(error instanceof Errors.CLIError)) return fileError(error) ?? error;
  const [message = ''] = error.message.split('\nSee more help with');
  const sentence = message.replace(/^The following errors? occurred:\s*/, '');
  return new UserError(sentence, { hints: [`${bin} ${id.replaceAll(':', ' ')} --help`], exitCode: 2 });
}
