import { Args } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.ts';
import { withoutInventory } from '../cli/shared-flags.ts';
import { template } from '../resources/template.ts';

export default class Completion extends BaseCommand {
  static override baseFlags = withoutInventory;
  static override summary =
    'Print a script with which your shell completes commands, flags and the names of your nodes';
  static override examples = [
    {
      description: 'bash, from the next shell on:',
      command: '<%= config.bin %> completion bash > ~/.local/share/bash-completion/completions/<%= config.bin %>',
    },
    { description: 'zsh, as a line of ~/.zshrc:', command: 'source <(<%= config.bin %> completion zsh)' },
    {
      description: 'fish, from the next shell on:',
      command: '<%= config.bin %> completion fish > ~/.config/fish/completions/<%= config.bin %>.fish',
    },
  ];
  static override enableJsonFlag = false;
  static override args = {
    shell: Args.string({ required: true, options: ['bash', 'zsh', 'fish'], description: 'Which shell' }),
  };

  override async run(): Promise<void> {
    const { args } = await this.parse(Completion);
    this.logData(template(`completion.${args.shell}`, {}).trimEnd());
  }
}
