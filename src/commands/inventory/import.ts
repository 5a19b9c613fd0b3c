import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../cli/base-command.ts';
import { importAnsible } from '../../inventory/import-ansible.ts';
import { refuseToOverwrite, writeInventory } from '../../inventory/inventory-file.ts';
import { inventoryText } from '../../inventory/inventory-text.ts';
import { remainingMistakes } from '../../inventory/load.ts';
import { importSummary } from '../../screen/import-summary.ts';

export default class InventoryImport extends BaseCommand {
  static override summary = 'Make the inventory from one of Ansible';
  static override examples = [
    '<%= config.bin %> inventory import hosts.ini',
    '<%= config.bin %> inventory import hosts.yml --name club --dry-run',
    '<%= config.bin %> inventory import ansible/inventory --group k3s_cluster',
  ];
  static override args = {
    file: Args.string({
      required: true,
      description: "Ansible's inventory: a file or a folder, or the folder of a project with ansible.cfg",
    }),
  };
  static override flags = {
    name: Flags.string({ default: 'home', description: 'Name of the cluster' }),
    group: Flags.string({ description: 'Take only the hosts of this group' }),
    'dry-run': Flags.boolean({ description: 'Print the inventory instead of writing it' }),
    force: Flags.boolean({ description: 'Overwrite the inventory' }),
  };

  async run() {
    const { args, flags } = await this.parse(InventoryImport);
    const { inventory: path, name, group, force } = flags;
    const { inventory, notes, remarks } = await importAnsible(args.file, { name, group, env: process.env });
    const text = inventoryText(inventory, notes, remarks);
    const mistakes = remainingMistakes(text, path, { env: process.env });
    if (flags['dry-run']) this.logData(text.trimEnd());
    else {
      await refuseToOverwrite(path, force);
      await writeInventory(path, text);
    }
    this.logToStderr(importSummary({ path, notes, mistakes, isWritten: !flags['dry-run'] }));
    return { path, text, notes, mistakes };
  }
}
