import { resolve } from 'node:path';
import { Args } from '@oclif/core';
import { BaseCommand } from '../../cli/base-command.ts';
import { openWithPassphrase, passphraseFlag } from '../../cli/passphrase.ts';
import { withoutInventory } from '../../cli/shared-flags.ts';
import { checkedText } from '../../screen/backup-text.ts';
import { type CheckedBackup, checkedBackup } from '../../tasks/backup.ts';

export default class BackupVerify extends BaseCommand {
  static override baseFlags = withoutInventory;
  static override summary = 'Check that a copy of a cluster is complete and undamaged';
  static override description = 'Opens the file and compares the sums of all its parts. Nothing is contacted.';
  static override examples = ['<%= config.bin %> backup verify home-2026-11-29T094512Z.tar.gz.age'];
  static override args = { file: Args.string({ required: true, description: 'A file that `backup` has made' }) };
  static override flags = { 'passphrase-file': passphraseFlag };

  override async run(): Promise<CheckedBackup> {
    const { args, flags } = await this.parse(BackupVerify);
    const file = resolve(args.file);
    const copy = await openWithPassphrase(file, flags['passphrase-file']);
    const result = checkedBackup(file, copy);
    this.log(checkedText(result));
    return result;
  }
}
