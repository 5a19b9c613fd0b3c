import { resolve } from 'node:path';
import { Args, Flags } from '@oclif/core';
import { confirmFlag, confirmName, typeName } from '../cli/confirm-name.ts';
import { confirmPlan } from '../cli/confirm-plan.ts';
import { NodesCommand } from '../cli/nodes-command.ts';
import { openWithPassphrase, passphraseFlag } from '../cli/passphrase.ts';
import { withProgress } from '../cli/run-progress.ts';
import { convergeFlags } from '../cli/shared-flags.ts';
import { copyNote } from '../screen/backup-text.ts';
import { outcomeText } from '../screen/init-text.ts';
import { type InitJson, initJson } from '../screen/outcome-json.ts';
import { paintFor } from '../screen/paint.ts';
import { restoreCluster } from '../tasks/restore.ts';

const { 'dry-run': dryRun, reboot } = convergeFlags;

export default class Restore extends NodesCommand {
  static override summary = 'Make a cluster again from a copy';
  static override description =
    'For nodes that were flashed anew. The first control plane gets the data and the keys of the copy; workers that were in the cluster come back by themselves, and all others join. What pods kept in volumes is not in a copy.';
  static override examples = [
    '<%= config.bin %> restore home-2026-11-29T094512Z.tar.gz.age --dry-run',
    '<%= config.bin %> restore home-2026-11-29T094512Z.tar.gz.age --confirm home',
  ];
  static override args = { file: Args.string({ required: true, description: 'A file that `backup` has made' }) };
  static override flags = {
    'dry-run': dryRun,
    confirm: confirmFlag,
    replace: Flags.boolean({
      description: 'First take nodes out of the cluster that they are in: everything newer than the copy is lost',
    }),
    reboot,
    'passphrase-file': passphraseFlag,
  };

  override async run(): Promise<InitJson> {
    const { args, flags } = await this.parse(Restore);
    const run = await this.open('restore', flags);
    const { name } = run.inventory.cluster;
    if (flags.confirm !== undefined) confirmName(flags.confirm, name);
    const copy = await openWithPassphrase(resolve(args.file), flags['passphrase-file']);
    const confirmation = {
      isDryRun: flags['dry-run'],
      isAgreed: flags.confirm !== undefined,
      flag: `--confirm ${name}`,
      question: () => typeName(`The cluster "${name}" will be as it was then. Type its name to go on:`, name),
      notes: [copyNote(copy, new Date())],
    };
    const result = await withProgress(this, flags, (show) =>
      restoreCluster(run, copy, {
        noReboot: !flags.reboot,
        isDryRun: flags['dry-run'],
        mayReplace: async () => flags.replace,
        proceed: async (found) => {
          if (!(await confirmPlan(this, found, confirmation))) return false;
          await show(found.reached.map(({ node, plan }) => ({ name: node.name, plan })));
          return true;
        },
      }),
    );
    const json = initJson(result);
    const shown = { inventory: flags.inventory, paint: paintFor(process.stderr), logFile: this.logFile };
    if (!flags['dry-run']) this.logToStderr(outcomeText(result, shown));
    if (!json.ok) this.endWith(1);
    return json;
  }
}
