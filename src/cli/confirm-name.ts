import { Flags } from '@oclif/core';
import { UserError } from '../errors.ts';
import { askText } from './prompts.ts';

/** Flag of commands after which data is lost: one must give the cluster's name instead of a yes. */
export const confirmFlag = Flags.string({
  description: "The cluster's name, instead of typing it when asked",
  helpValue: 'NAME',
});

/** Asks for the cluster's name. Throws a UserError when another one is typed. */
export async function typeName(message: string, name: string): Promise<boolean> {
  confirmName((await askText(message)).trim(), name);
  return true;
}

/** Throws a UserError when this is not the cluster's name. */
export function confirmName(typed: string, name: string): void {
  if (typed === name) return;
  throw new UserError(`"${typed}" is not the name of this cluster; nothing was changed.`, {
    hints: [`its name is ${name}; if you mean another cluster, name its inventory: -i FILE`],
    exitCode: 2,
  });
}
