import { eachInventory, type LookError } from '../cli/each-inventory.ts';
import { NodesCommand } from '../cli/nodes-command.ts';
import { watchFlag, watching } from '../cli/watching.ts';
import { statusText } from '../screen/status-text.ts';
import { readStatus } from '../tasks/cluster-status.ts';
import { keepingConnections } from '../tasks/kept-connections.ts';
import type { Status } from '../tasks/status-result.ts';

/** Seconds between two looks. Each look costs a control plane one second of processor time. */
const pause = 10;

export default class ShowStatus extends NodesCommand {
  static override summary = 'Show the nodes, their versions and what is pending';
  static override description =
    'Asks every node once and changes nothing. Exit code 0: every node was reached, is Ready, and nothing is pending; 1: anything else.';
  static override examples = [
    '<%= config.bin %> status',
    '<%= config.bin %> status --json',
    '<%= config.bin %> status --watch',
    '<%= config.bin %> status -i home.yaml -i school.yaml',
  ];
  static override readonly takesSeveral = true;
  static override flags = watchFlag;

  // Short: a node that is off shall not delay the answers of the others.
  protected override readonly timeoutSeconds = 10;

  override async run(): Promise<Status | readonly (Status | LookError)[]> {
    const { flags } = await this.parse(ShowStatus);
    if (flags.watch) {
      const run = keepingConnections(await this.open('status', flags));
      return watching(this, pause, async () => statusText(await readStatus(run), flags.inventory));
    }
    return eachInventory(this, flags, async (one) => {
      const status = await readStatus(await this.open('status', one));
      this.log(statusText(status, one.inventory));
      if (!status.ok) this.endWith(1);
      return status;
    });
  }
}
