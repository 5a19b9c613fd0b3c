import { NodesCommand } from '../cli/nodes-command.ts';
import { onlyFlag } from '../cli/shared-flags.ts';
import { watchFlag, watching } from '../cli/watching.ts';
import { vitalsText } from '../screen/vitals-text.ts';
import { keepingConnections } from '../tasks/kept-connections.ts';
import { type NodeVitals, readVitals } from '../tasks/vitals-of-nodes.ts';

/** Seconds between two looks at the nodes. */
const pause = 5;

export default class Top extends NodesCommand {
  static override summary = 'Show temperature, memory and load of each node';
  static override description =
    'Asks every node once and changes nothing. Exit code 0: every node was reached; 1: some were not.';
  static override examples = ['<%= config.bin %> top', '<%= config.bin %> top --watch'];
  static override flags = { ...watchFlag, only: onlyFlag };

  // Short: a node that is off shall not delay the answers of the others.
  protected override readonly timeoutSeconds = 10;

  override async run(): Promise<readonly NodeVitals[]> {
    const { flags } = await this.parse(Top);
    const run = keepingConnections(await this.open('top', flags));
    if (flags.watch) return watching(this, pause, async () => vitalsText(await readVitals(run)));
    const nodes = await readVitals(run);
    this.log(vitalsText(nodes));
    if (nodes.some(({ error }) => error !== undefined)) this.endWith(1);
    return nodes;
  }
}
