import { Args, Help as CommandHelp } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.ts';
import { withoutInventory } from '../cli/shared-flags.ts';
import { unknownCommand } from '../cli/unknown-command.ts';

export default class Help extends BaseCommand {
  static override baseFlags = withoutInventory;
  static override summary = 'Explain all commands, or one of them';
  static override examples = ['<%= config.bin %> help', '<%= config.bin %> help lab up'];
  static override enableJsonFlag = false;
  static override strict = false;
  static override args = { command: Args.string({ description: 'The command, for example: lab up' }) };

  override async run(): Promise<void> {
    const { argv } = await this.parse(Help);
    const id = argv.join(':');
    const isKnown = id === '' || this.config.findCommand(id) || this.config.findTopic(id);
    if (!isKnown) throw unknownCommand(id, this.config);
    await new CommandHelp(this.config, this.config.pjson.oclif.helpOptions).showHelp(argv.map(String));
  }
}
