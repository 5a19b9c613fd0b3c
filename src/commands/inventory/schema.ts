import { BaseCommand } from '../../cli/base-command.ts';
import { withoutInventory } from '../../cli/shared-flags.ts';
import { inventoryJsonSchema } from '../../inventory/json-schema.ts';

export default class InventorySchema extends BaseCommand {
  static override baseFlags = withoutInventory;
  static override summary = 'Print the JSON Schema of the inventory, for editors';
  static override examples = ['<%= config.bin %> inventory schema > inventory.schema.json'];

  async run() {
    await this.parse(InventorySchema);
    const schema = inventoryJsonSchema();
    this.logData(JSON.stringify(schema, undefined, 2));
    return schema;
  }
}
