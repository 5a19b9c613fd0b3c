import { Args, Flags } from '@oclif/core';
import { archs } from '../../artifacts/architectures.ts';
import { BaseCommand } from '../../cli/base-command.ts';
import { loadInventory } from '../../inventory/load.ts';
import { verdictText } from '../../screen/bundle-text.ts';
import { checkBundle } from '../../tasks/bundle.ts';

export default class BundleVerify extends BaseCommand {
  static override summary = 'Check every checksum of a bundle, and that it has all that the cluster needs';
  static override examples = ['<%= config.bin %> bundle verify ./bundle'];
  static override args = { directory: Args.string({ required: true, description: 'The bundle' }) };
  static override flags = {
    arch: Flags.option({
      options: archs,
      multiple: true,
      delimiter: ',',
      description: 'Architectures that it must have. Default: those for which it has any file',
    })(),
  };

  async run() {
    const { args, flags } = await this.parse(BundleVerify);
    const inventory = await loadInventory(flags.inventory, { env: process.env });
    const verdict = await checkBundle(inventory, args.directory, flags.arch);
    this.log(verdictText(verdict, flags.inventory));
    if (!verdict.ok) this.endWith(1);
    return verdict;
  }
}
