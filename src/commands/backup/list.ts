import { copiesFolder, copiesIn, type KeptCopy } from '../../backup/copy-file.ts';
import { BaseCommand } from '../../cli/base-command.ts';
import { withoutInventory } from '../../cli/shared-flags.ts';
import { backupList } from '../../screen/backup-text.ts';

export default class BackupList extends BaseCommand {
  static override baseFlags = withoutInventory;
  static override summary = 'List the copies of clusters on this machine';
  static override description = 'Those that `backup` has put into its own folder. Nothing is contacted or opened.';
  static override examples = ['<%= config.bin %> backup list'];

  override async run(): Promise<{ readonly folder: string; readonly copies: readonly KeptCopy[] }> {
    await this.parse(BackupList);
    const folder = copiesFolder(process.env);
    const copies = await copiesIn(folder);
    this.log(backupList(copies, folder));
    return { folder, copies };
  }
}
