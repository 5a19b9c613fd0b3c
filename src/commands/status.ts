import { NodesCommand } from '../cli/nodes-command.ts';
import { statusText } from '../screen/status-text.ts';
import { readStatus } from '../tasks/cluster-status.ts';
import type { Status } from '../tasks/status-result.ts';

export default class ShowStatus extends NodesCommand {
  static override summary = 'Show the nodes, their versions and what is pending';
  static override description =
    'Asks every node once and changes nothing. Exit code 0: every node was reached, is Ready, and nothing is pending; 1: anything else.';
  static override examples = ['<%= config.bin %> status', '<%= config.bin %> status --json'];

  // One look: what is off shall not hold it up.
  protected override readonly timeoutSeconds = 10;

  override async run(): Promise<Status> {
    const { flags } = await this.parse(ShowStatus);
    const status = await readStatus(await this.open('status', flags));
    this.log(statusText(status, flags.inventory));
    if (!status.ok) process.exitCode = 1;
    return status;
  }
}
