import { Flags } from '@oclif/core';
import { BaseCommand } from './base-command.ts';

/** Flag of commands that can work on some of the nodes. */
export const onlyFlag = Flags.string({
  description: 'Only these nodes, with commas between',
  helpValue: 'pi-2,pi-3',
});

/** Flags of commands that change nodes. */
export const changeFlags = {
  'dry-run': Flags.boolean({ description: 'Show the plan and change nothing' }),
  yes: Flags.boolean({ char: 'y', description: 'Do not ask before the first change' }),
};

/** Flags of commands that make nodes as the inventory says. */
export const convergeFlags = {
  ...changeFlags,
  replace: Flags.boolean({
    description: 'Let nodes leave another or a lost cluster, and take the place of other machines with the same name',
  }),
  reboot: Flags.boolean({ allowNo: true, default: true, description: 'Reboot nodes that need it' }),
  drain: Flags.boolean({ allowNo: true, default: true, description: 'Move pods elsewhere before an upgrade' }),
};

/** The base flags of commands that read no inventory. */
export const withoutInventory = {
  ...BaseCommand.baseFlags,
  inventory: Flags.string({ hidden: true, default: '' }),
};

/** The base flags of commands about one lab, which writes an inventory of its own. */
export const labFlags = {
  ...withoutInventory,
  name: Flags.string({
    default: 'lab',
    description: 'The name of the lab: several can be up side by side',
    helpValue: 'NAME',
  }),
};
