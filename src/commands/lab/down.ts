import { type LabDownResult, labDown } from '../../../lab/down.ts';
import { BaseCommand } from '../../cli/base-command.ts';
import { labFlags } from '../../cli/shared-flags.ts';
import { labDownText } from '../../screen/lab-text.ts';

export default class LabDown extends BaseCommand {
  static override baseFlags = labFlags;
  static override summary = 'Remove simulated Raspberry Pis and all that belongs to them';
  static override examples = ['<%= config.bin %> lab down', '<%= config.bin %> lab down --name lab-2'];

  override async run(): Promise<LabDownResult> {
    const { flags } = await this.parse(LabDown);
    const result = await labDown(flags);
    this.log(labDownText(result));
    return result;
  }
}
