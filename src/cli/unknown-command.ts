import type { Interfaces } from '@oclif/core';
import { UserError } from '../errors.ts';
import { nearest } from '../inventory/nearest.ts';

/** The error for a command that is not there, which says which one was probably meant. `id` is as oclif has it: "lab:up". */
export function unknownCommand(id: string, { bin, commandIDs }: Interfaces.Config): UserError {
  const words = id.split(':');
  const known = commandIDs.map((command) => command.replaceAll(':', ' '));
  // What follows the command's name, such as a node, comes along in the id.
  const tries = words.map((_, index) => words.slice(0, words.length - index).join(' '));
  const meant = tries.map((text) => nearest(text, known)).find((name) => name !== undefined);
  return new UserError(`${bin} has no command "${words.join(' ')}".`, {
    hints: [`${bin} ${meant ?? 'help'}`],
    exitCode: 2,
  });
}
