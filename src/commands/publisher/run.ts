import { Flags } from '@oclif/core';
import { NodesCommand } from '../../cli/nodes-command.ts';
import { onlyFlag } from '../../cli/shared-flags.ts';
import { type PublisherPass, runPublishers } from '../../tasks/publisher-run.ts';

export default class PublisherRun extends NodesCommand {
  static override summary = 'Bring what Cloudy shows in line with the Services, now';
  static override description =
    'The publishers on the nodes do this by themselves, at every change. With --dry-run it prints what is different. Exit code 0: done; 1: not everywhere; 3: some Services do not fit.';
  static override examples = ['<%= config.bin %> publisher run --once --dry-run'];
  static override flags = {
    once: Flags.boolean({
      required: true,
      description: 'Make one pass. It is required, as a service on the nodes publishes all the time',
    }),
    'dry-run': Flags.boolean({ description: 'Print the difference and write nothing' }),
    only: onlyFlag,
  };

  override async run(): Promise<readonly PublisherPass[]> {
    const { flags } = await this.parse(PublisherRun);
    const run = await this.open('publisher-run', flags);
    const passes = await runPublishers(run, { dryRun: flags['dry-run'] });
    for (const { node, stdout, stderr } of passes) {
      for (const line of stdout.trimEnd().split('\n').filter(Boolean)) this.log(`${node}: ${line}`);
      for (const line of stderr.trimEnd().split('\n').filter(Boolean)) this.logToStderr(`${node}: ${line}`);
    }
    const codes = passes.map(({ code }) => code);
    const other = codes.every((code) => code === 0) ? 0 : 1;
    this.endWith(codes.includes(3) ? 3 : other);
    return passes;
  }
}
