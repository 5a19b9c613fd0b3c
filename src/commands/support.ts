import { resolve } from 'node:path';
import { Flags } from '@oclif/core';
import { NodesCommand } from '../cli/nodes-command.ts';
import { onlyFlag } from '../cli/shared-flags.ts';
import { durationOf } from '../doctor/choices.ts';
import { lastChangingLog } from '../screen/run-log.ts';
import { supportFiles, supportText } from '../screen/support-text.ts';
import { collect, type SupportArchive } from '../tasks/support.ts';

export default class Support extends NodesCommand {
  static override summary = 'Collect what a person who helps you needs to know, without secrets';
  static override description =
    'Writes one archive: what doctor finds, the plan, journals, the state of nodes and cluster. Tokens, keys and passwords are taken out. Nothing is sent anywhere: read it, then attach it to your question.';
  static override examples = ['<%= config.bin %> support', '<%= config.bin %> support --hide-addresses --since 1d'];
  static override flags = {
    only: onlyFlag,
    output: Flags.string({ char: 'o', description: 'Where the archive goes', helpValue: 'FILE' }),
    since: Flags.string({ description: 'How far back to read journals', default: '6h', helpValue: '6h' }),
    'hide-addresses': Flags.boolean({ description: 'Replace addresses by numbers' }),
  };

  protected override readonly timeoutSeconds = 10;

  override async run(): Promise<SupportArchive> {
    const { flags } = await this.parse(Support);
    const since = durationOf(flags.since);
    const stamp = new Date().toISOString().slice(0, 16).replaceAll(':', '-');
    const run = await this.open('support', flags);
    const result = await collect(run, {
      since,
      hideAddresses: flags['hide-addresses'],
      output: resolve(flags.output ?? `microcloud-support-${stamp}.tar.gz`),
      log: lastChangingLog(this.logFile),
      version: this.config.userAgent,
      describe: supportFiles,
    });
    this.log(supportText(result));
    return result;
  }
}
