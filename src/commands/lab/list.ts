import { type ListedLab, labList } from '../../../lab/list.ts';
import { BaseCommand } from '../../cli/base-command.ts';
import { withoutInventory } from '../../cli/shared-flags.ts';
import { labListText } from '../../screen/lab-text.ts';

export default class LabList extends BaseCommand {
  static override baseFlags = withoutInventory;
  static override summary = 'List the simulated Raspberry Pis of this machine';
  static override examples = ['<%= config.bin %> lab list'];

  override async run(): Promise<ListedLab[]> {
    await this.parse(LabList);
    const labs = await labList();
    this.log(labListText(labs));
    return labs;
  }
}
