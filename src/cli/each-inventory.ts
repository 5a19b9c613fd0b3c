import { delimiter } from 'node:path';
import { UserError } from '../errors.ts';
import type { ExitCode } from '../exit-codes.ts';
import { errorJson, errorText } from '../screen/error-text.ts';

/** A command, as far as it knows its inventories and prints. */
interface Looking {
  readonly inventories: readonly string[];
  readonly logFile: string | undefined;
  log(text: string): void;
  endWith(code: ExitCode): void;
  logToStderr(text: string): void;
}

/** The result for an inventory, one of several, that ended with an error. */
export type LookError = ReturnType<typeof errorJson>;

/**
 * Lists the inventories that the user named: in a list by `-i`, or in one text by MICROCLOUD_INVENTORY. The text may
 * have several paths with ":" between, like PATH (";" on Windows). Throws a UserError when the text has no path.
 */
export function inventoriesIn(named: string | readonly string[]): readonly string[] {
  const all = typeof named === 'string' ? named.split(delimiter).filter(Boolean) : named;
  // Commands without the flag give an empty text.
  if (all.length > 0 || !named || typeof named !== 'string') return [...new Set(all)];
  throw new UserError(`MICROCLOUD_INVENTORY names no file: "${named}"`, {
    hints: ['export MICROCLOUD_INVENTORY=FILE', 'unset MICROCLOUD_INVENTORY, for inventory.yaml'],
    exitCode: 2,
  });
}

/**
 * Looks at each of the inventories, one after the other, with a heading above each. When an inventory has a mistake, or
 * its nodes cannot be asked, the next one is still looked at. Returns the result of a single inventory itself, else a
 * list. Throws a UserError only for a single inventory.
 */
export async function eachInventory<T, F extends { readonly inventory: string }>(
  command: Looking,
  flags: F,
  look: (flags: F) => Promise<T>,
): Promise<T | readonly (T | LookError)[]> {
  if (command.inventories.length === 1) return look(flags);
  const results: (T | LookError)[] = [];
  for (const [index, inventory] of command.inventories.entries()) {
    command.log(`${index === 0 ? '' : '\n'}${inventory}:`);
    results.push(
      await look({ ...flags, inventory }).catch((error: Error) => {
        if (!(error instanceof UserError)) throw error;
        command.logToStderr(errorText(error, { logFile: command.logFile }));
        command.endWith(error.exitCode);
        return errorJson(error);
      }),
    );
  }
  return results;
}
