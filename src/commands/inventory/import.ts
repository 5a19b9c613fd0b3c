import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../cli/base-command.ts';
import { UserError } from '../../errors.ts';
import { importAnsible } from '../../inventory/import-ansible.ts';
import { refuseToOverwrite, writeInventory } from '../../inventory/inventory-file.ts';
import { inventoryText } from '../../inventory/inventory-text.ts';
import { remainingMistakes } from '../../inventory/load.ts';
import { importSummary } from '../../screen/import-summary.ts';
import { command } from '../../shell/sh.ts';

export default class InventoryImport extends BaseCommand {
  static override summary = 'Make the inventory from one of Ansible, or from another list of machines';
  static override examples = [
    '<%= config.bin %> inventory import hosts.ini',
    '<%= config.bin %> inventory import hosts.yml --name club --dry-run',
    '<%= config.bin %> inventory import ansible/inventory --group k3s_cluster',
    '<%= config.bin %> inventory import hosts.ini groups.yml',
    '<%= config.bin %> inventory import pis.csv',
  ];
  static override args = {
    file: Args.string({
      multiple: true,
      description:
        "Ansible's inventory: a file or a folder, or the folder of a project with ansible.cfg; or several. Or a table with names and addresses (CSV), an ssh_config, /etc/hosts, a list of k3sup, k0sctl, kubekey or RKE, or what a router or a scan of the network knows",
    }),
  };
  static override flags = {
    name: Flags.string({ default: 'home', description: 'Name of the cluster' }),
    group: Flags.string({ description: 'Take only the hosts of this group' }),
    'dry-run': Flags.boolean({ description: 'Print the inventory instead of writing it' }),
    force: Flags.boolean({ description: 'Overwrite the inventory' }),
  };

  /** People who know Ansible may give several -i. The error of this command explains that better than the usual one. */
  static override readonly takesSeveral = true;

  async run() {
    const { args, flags } = await this.parse(InventoryImport);
    const { inventory: path, name, group, force } = flags;
    const given = args.file ?? [];
    if (given.length === 0 || this.inventories.length > 1) throw unnamed(given, this.inventories);
    const { inventory, notes, remarks } = await importAnsible(given, { name, group, env: process.env });
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

/** Makes the error for files given with -i: that is what Ansible reads, but here it is the file to write. */
function unnamed(given: readonly string[], written: readonly string[]): UserError {
  const isNothingSaid = given.length === 0 && written.join() === 'inventory.yaml';
  const hintFor = (files: readonly string[]) => [command`microcloud inventory import ${files}`];
  if (isNothingSaid) {
    const hints = hintFor(['hosts.ini']);
    return new UserError('Which inventory of Ansible, or which other list?', { hints, exitCode: 2 });
  }
  return new UserError('Name the files to read without -i: here -i names the one file to write.', {
    hints: hintFor(given.length > 0 ? given : written),
    exitCode: 2,
  });
}
