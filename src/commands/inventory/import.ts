import { readFile, writeFile } from 'node:fs/promises';
import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../cli/base-command.ts';
import { UserError } from '../../errors.ts';
import { importAnsible } from '../../inventory/import-ansible.ts';
import { refuseToOverwrite } from '../../inventory/inventory-file.ts';
import { inventoryText } from '../../inventory/inventory-text.ts';
import { remainingMistakes } from '../../inventory/load.ts';
import { importSummary } from '../../screen/import-summary.ts';

export default class InventoryImport extends BaseCommand {
  static override summary = 'Make the inventory from one of Ansible, INI or YAML';
  static override examples = [
    '<%= config.bin %> inventory import hosts.ini',
    '<%= config.bin %> inventory import hosts.yml --name club --dry-run',
  ];
  static override args = { file: Args.string({ required: true, description: "Ansible's inventory" }) };
  static override flags = {
    name: Flags.string({ default: 'home', description: 'Name of the cluster' }),
    'dry-run': Flags.boolean({ description: 'Print the inventory instead of writing it' }),
    force: Flags.boolean({ description: 'Overwrite the inventory' }),
  };

  async run() {
    const { args, flags } = await this.parse(InventoryImport);
    const { inventory: path, name, force } = flags;
    const { inventory, notes } = importAnsible(await read(args.file), args.file, { name });
    const text = inventoryText(inventory, notes);
    const mistakes = remainingMistakes(text, path, { env: process.env });
    if (flags['dry-run']) this.log(text.trimEnd());
    else {
      await refuseToOverwrite(path, force);
      await writeFile(path, text);
    }
    this.logToStderr(importSummary({ path, notes, mistakes, isWritten: !flags['dry-run'] }));
    return { path, text, notes, mistakes };
  }
}

function read(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UserError(`${path} cannot be read (${error.code}).`, { exitCode: 2, cause: error });
  });
}
