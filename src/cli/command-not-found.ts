import type { Hook } from '@oclif/core';
import { UserError } from '../errors.ts';
import { nearest } from '../inventory/nearest.ts';
import { errorText } from '../screen/error-text.ts';

/** Says which command was probably meant. */
const hook: Hook<'command_not_found'> = async function ({ id, config }) {
  const words = id.split(':');
  const known = config.commandIDs.map((command) => command.replaceAll(':', ' '));
  // What follows the command's name, such as a node, comes along in the id.
  const tries = words.map((_, index) => words.slice(0, words.length - index).join(' '));
  const meant = tries.map((text) => nearest(text, known)).find((name) => name !== undefined);
  const [verb, ...rest] = words;
  const hints = [verb === 'help' ? [config.bin, ...rest, '--help'].join(' ') : `${config.bin} ${meant ?? '--help'}`];
  const error = new UserError(`${config.bin} has no command "${words.join(' ')}".`, { hints, exitCode: 2 });
  process.stderr.write(`${errorText(error)}\n`);
  this.exit(error.exitCode);
};

export default hook;
