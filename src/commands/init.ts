import { convergeNodes } from '../cli/converge-nodes.ts';
import { NodesCommand } from '../cli/nodes-command.ts';
import { convergeFlags, onlyFlag } from '../cli/shared-flags.ts';
import type { InitJson } from '../screen/outcome-json.ts';

export default class Init extends NodesCommand {
  static override summary = 'Make the nodes of the inventory a Kubernetes cluster';
  static override description =
    'Looks at every node, shows what is missing, and does it. Run it again at any time: it goes on where it stopped, and does nothing where nothing is missing.';
  static override examples = ['<%= config.bin %> init --dry-run', '<%= config.bin %> init --only pi-2,pi-3 --yes'];
  static override flags = {
    ...convergeFlags,
    only: onlyFlag,
  };

  override async run(): Promise<InitJson> {
    const { flags } = await this.parse(Init);
    return convergeNodes(this, await this.open('init', flags), flags);
  }
}
