import { Flags } from '@oclif/core';
import { BaseCommand } from './base-command.ts';

/** What commands about labs share: which lab. */
export abstract class LabCommand extends BaseCommand {
  static override baseFlags = {
    ...BaseCommand.baseFlags,
    // A lab writes its own inventory.
    inventory: Flags.string({ hidden: true, default: '' }),
    name: Flags.string({
      default: 'lab',
      description: 'The name of the lab: several can be up side by side',
      helpValue: 'NAME',
    }),
  };
}
