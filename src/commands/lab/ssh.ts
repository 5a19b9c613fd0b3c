import { Args } from '@oclif/core';
import { labSsh } from '../../../lab/lab-ssh.ts';
import { BaseCommand } from '../../cli/base-command.ts';
import { labFlags } from '../../cli/shared-flags.ts';

export default class LabSsh extends BaseCommand {
  static override baseFlags = labFlags;
  static override summary = 'Log in to a simulated Raspberry Pi, or run a command there';
  static override examples = ['<%= config.bin %> lab ssh pi-1', '<%= config.bin %> lab ssh pi-1 -- uname -a'];
  static override enableJsonFlag = false;
  static override strict = false;
  static override args = {
    node: Args.string({ required: true, description: 'The node, for example pi-1' }),
    command: Args.string({ description: 'The command to run. Default: a shell' }),
  };

  override async run(): Promise<void> {
    const { flags, argv } = await this.parse(LabSsh);
    const [node = '', ...command] = argv.map(String);
    this.exit(await labSsh({ name: flags.name, node, command }));
  }
}
