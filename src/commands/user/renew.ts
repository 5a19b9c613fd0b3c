import { admit, admitFlags, personArgument } from '../../cli/admit.ts';
import { NodesCommand } from '../../cli/nodes-command.ts';
import { loadInventory } from '../../inventory/load.ts';
import { personNamed } from '../../inventory/new-person.ts';
import type { Admitted } from '../../tasks/people/admit-person.ts';

export default class UserRenew extends NodesCommand {
  static override summary = 'Write a new kubeconfig for a person of the inventory';
  static override description =
    'The certificate in the new file ends later. The old file stays valid until its own end: if somebody else may have it, remove the person and add the person again.';
  static override examples = ['<%= config.bin %> user renew ismael', '<%= config.bin %> user renew ismael --days 30'];
  static override args = { name: personArgument };
  static override flags = admitFlags;

  override async run(): Promise<Admitted | undefined> {
    const { args, flags } = await this.parse(UserRenew);
    const inventory = await loadInventory(flags.inventory, { env: process.env });
    personNamed(inventory, args.name);
    return admit(this, this.openFor('user-renew', flags, inventory, inventory.nodes), args.name, flags);
  }
}
