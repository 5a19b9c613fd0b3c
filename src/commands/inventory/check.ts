import { BaseCommand } from '../../cli/base-command.ts';
import { entryOf } from '../../inventory/address.ts';
import { loadInventory } from '../../inventory/load.ts';
import { inventorySummary } from '../../screen/inventory-summary.ts';

export default class InventoryCheck extends BaseCommand {
  static override summary = 'Look for mistakes in the inventory, without contacting any node';
  static override examples = ['<%= config.bin %> inventory check', '<%= config.bin %> inventory check -i field.yaml'];

  async run() {
    const { flags } = await this.parse(InventoryCheck);
    const inventory = await loadInventory(flags.inventory, { env: process.env });
    this.log(inventorySummary(inventory, flags.inventory));
    return { ...inventory, nodes: inventory.nodes.map(entryOf) };
  }
}
