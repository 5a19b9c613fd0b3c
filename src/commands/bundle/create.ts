import { Args, Flags } from '@oclif/core';
import { archs } from '../../artifacts/architectures.ts';
import { BaseCommand } from '../../cli/base-command.ts';
import { loadInventory } from '../../inventory/load.ts';
import { bundleProgress } from '../../screen/bundle-progress.ts';
import { bundleText } from '../../screen/bundle-text.ts';
import { progressLine } from '../../screen/progress-line.ts';
import { makeBundle } from '../../tasks/bundle.ts';

export default class BundleCreate extends BaseCommand {
  static override summary = 'Download everything that nodes need from the internet into a directory';
  static override description =
    'For clusters without internet, or with a slow one. The directory looks like the servers that the files come from, so a web server in your network can take their place. Run it again to go on where it stopped, or to repair what is damaged.';
  static override examples = [
    '<%= config.bin %> bundle create ./bundle',
    '<%= config.bin %> bundle create /media/usb/bundle --arch arm64,amd64',
  ];
  static override args = {
    directory: Args.string({ required: true, description: 'The directory; it is made if it does not exist' }),
  };
  static override flags = {
    arch: Flags.option({
      options: archs,
      multiple: true,
      delimiter: ',',
      default: ['arm64'],
      description: 'Architectures of the nodes, with commas between; on a node dpkg --print-architecture prints it',
    })(),
  };

  async run() {
    const { args, flags } = await this.parse(BundleCreate);
    const inventory = await loadInventory(flags.inventory, { env: process.env });
    const line = progressLine(process.stderr);
    const listener = bundleProgress(line);
    const making = makeBundle({ inventory, archs: flags.arch, env: process.env, listener, ...args });
    const made = await making.finally(() => line.clear());
    this.log(bundleText(made));
    return made;
  }
}
