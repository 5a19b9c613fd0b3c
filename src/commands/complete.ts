import { BaseCommand } from '../cli/base-command.ts';
import { type Known, type Suggestion, suggest } from '../cli/suggest.ts';
import { nodeNames } from '../inventory/node-names.ts';

/**
 * Answers a shell while somebody types: `microcloud complete bash -- init --on`. The last word is the one being typed.
 */
export default class Complete extends BaseCommand {
  static override hidden = true;
  static override enableJsonFlag = false;
  static override strict = false;

  override async run(): Promise<void> {
    const [shell, , ...words] = this.argv;
    const { values, wantsPath } = await suggest(words, this.config, known);
    // bash replaces only what stands after "=".
    const shown = (value: string) => (shell === 'bash' ? value.replace(/^--[^=]+=/, '') : value);
    for (const { value, about } of values) this.logData(`${shown(value)}\t${about.replaceAll(/\s+/g, ' ')}`);
    if (wantsPath) this.logData(':path');
  }
}

const known: Known = {
  async nodes(inventory = process.env.MICROCLOUD_INVENTORY ?? 'inventory.yaml'): Promise<readonly Suggestion[]> {
    return (await nodeNames(inventory)).map(({ name, role }) => ({ value: name, about: role }));
  },
  async checks() {
    const { loadChecks } = await import('../doctor/themes.ts');
    return (await loadChecks()).map(({ id, title }) => ({ value: id, about: title }));
  },
};
