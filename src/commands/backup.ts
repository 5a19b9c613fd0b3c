import { join, resolve } from 'node:path';
import { Flags } from '@oclif/core';
import { copiesFolder, copyName, requireNewFile } from '../backup/copy-file.ts';
import { NodesCommand } from '../cli/nodes-command.ts';
import { passphraseFlag, passphraseOfNew } from '../cli/passphrase.ts';
import { backupText } from '../screen/backup-text.ts';
import { backUp, type TakenBackup } from '../tasks/backup.ts';

export default class Backup extends NodesCommand {
  static override summary = 'Copy the cluster into one file on this machine';
  static override description =
    'The file has all objects of Kubernetes, the keys of the cluster and the inventory: `restore` makes the cluster again from it. It does not have what pods keep in volumes. It is encrypted with a passphrase.';
  static override examples = [
    '<%= config.bin %> backup',
    '<%= config.bin %> backup --output /mnt/usb/home.tar.gz.age --passphrase-file ~/.backup-passphrase',
  ];
  static override flags = {
    output: Flags.string({
      description:
        'The new file. Default: a file with cluster and time in its name, in ~/.local/share/microcloud/backups',
      helpValue: 'FILE',
    }),
    encrypt: Flags.boolean({
      allowNo: true,
      default: true,
      description: 'Encrypt the file. Whoever reads a file without encryption is administrator of the cluster',
    }),
    'passphrase-file': passphraseFlag,
  };

  override async run(): Promise<TakenBackup> {
    const { flags } = await this.parse(Backup);
    const run = await this.open('backup', flags);
    const name = copyName(run.inventory.cluster.name, flags.encrypt ? 'encrypted' : 'plain', new Date());
    const output = flags.output === undefined ? join(copiesFolder(process.env), name) : resolve(flags.output);
    await requireNewFile(output);
    const passphrase = flags.encrypt ? await passphraseOfNew(flags['passphrase-file']) : undefined;
    const result = await backUp(run, { output, passphrase });
    this.log(backupText(result));
    return result;
  }
}
