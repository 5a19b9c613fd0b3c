import type { Hook } from '@oclif/core';
import { errorText } from '../screen/error-text.ts';
import { visible } from '../visible-text.ts';
import { unknownCommand } from './unknown-command.ts';

/** Answers an unknown command with the one that was probably meant. */
const hook: Hook<'command_not_found'> = async function ({ id, config }) {
  const error = unknownCommand(id, config);
  process.stderr.write(`${visible(errorText(error))}\n`);
  this.exit(error.exitCode);
};

export default hook;
