import { Flags } from '@oclif/core';
import { admit, admitFlags, personArgument } from '../../cli/admit.ts';
import { NodesCommand } from '../../cli/nodes-command.ts';
import { findOrMakePerson, writePerson } from '../../inventory/new-person.ts';
import type { Admitted } from '../../tasks/people/admit-person.ts';

export default class UserAdd extends NodesCommand {
  static override summary = 'Let somebody use the cluster: a namespace, a role, a quota and a kubeconfig';
  static override description =
    'Writes the person into the inventory, makes the namespace and the rights of the person in the cluster, and writes a kubeconfig with a certificate that ends. `user remove` ends this access at once.';
  static override examples = [
    '<%= config.bin %> user add ismael --namespace wiki --quota medium',
    '<%= config.bin %> user add ismael --csr ismael.csr',
  ];
  static override args = { name: personArgument };
  static override flags = {
    ...admitFlags,
    namespace: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description: "The person's namespace; may be given several times. Default: the person's name",
      helpValue: 'NAME',
    }),
    role: Flags.option({ options: ['view', 'edit', 'admin'] as const })({
      description: 'view: look. edit: run things. admin: also give others a role there. Default: edit',
    }),
    quota: Flags.option({ options: ['small', 'medium'] as const })({
      description: 'How much may run in each namespace; the inventory can give exact numbers. Default: small',
    }),
  };

  override async run(): Promise<Admitted | undefined> {
    const { args, flags } = await this.parse(UserAdd);
    const wanted = { namespaces: flags.namespace, role: flags.role, quota: flags.quota };
    const { inventory, entry } = await findOrMakePerson(flags.inventory, args.name, wanted, { env: process.env });
    const beforeChanges = async () => {
      if (!entry) return;
      await writePerson(flags.inventory, entry);
      this.logToStderr(`Added ${args.name} to ${flags.inventory}.`);
    };
    const run = this.openFor('user-add', flags, inventory, inventory.nodes);
    return admit(this, run, args.name, flags, beforeChanges);
  }
}
