import type { Interfaces } from '@oclif/core';
import { UserError } from '../errors.ts';
import { nearest } from '../inventory/nearest.ts';

/** Makes the error for an unknown command, with the one that was probably meant. `id` has oclif's form: "lab:up". */
export function unknownCommand(id: string, { bin, commandIDs }: Interfaces.Config): UserError {
  const words = id.split(':');
  const known = commandIDs.map((command) => command.replaceAll(':', ' '));
  // The id also has what was typed after the command's name, such as a node.
  const tries = words.map((_, index) => words.slice(0, words.length - index).join(' '));
  const meant = tries.map((text) => nearest(text, known)).find((name) => name !== undefined);
  return new UserError(`${bin} has no command "${words.join(' ')}".`, {
    hints: [`${bin} ${meant ?? 'help'}`],
    exitCode: 2,
  });
}
