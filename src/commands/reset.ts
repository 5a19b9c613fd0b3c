import { confirmFlag, confirmName, typeName } from '../cli/confirm-name.ts';
import { NodesCommand } from '../cli/nodes-command.ts';
import { changeFlags } from '../cli/shared-flags.ts';
import { takeOutNodes } from '../cli/take-out-nodes.ts';
import { apiEndpoint, firstControlPlane } from '../inventory/address.ts';
import { staleContext } from '../kube/stale-context.ts';
import { staleContextText } from '../screen/leave-text.ts';
import type { LeaveJson } from '../screen/outcome-json.ts';
import { resetCluster } from '../tasks/reset.ts';

export default class Reset extends NodesCommand {
  static override summary = 'Take the whole cluster apart';
  static override description =
    'Removes Kubernetes, and all that runs in it, from every node of the inventory: workers first. The nodes keep their host names, addresses and packages; `init` makes a new cluster of them.';
  static override examples = ['<%= config.bin %> reset --dry-run', '<%= config.bin %> reset --confirm home'];
  static override flags = {
    'dry-run': changeFlags['dry-run'],
    confirm: confirmFlag,
  };

  override async run(): Promise<LeaveJson> {
    const { flags } = await this.parse(Reset);
    const run = await this.open('reset', flags);
    const { cluster, nodes } = run.inventory;
    if (flags.confirm !== undefined) confirmName(flags.confirm, cluster.name);
    const confirmation = {
      isAgreed: flags.confirm !== undefined,
      flag: `--confirm ${cluster.name}`,
      question: () =>
        typeName(
          `Everything that runs in the cluster "${cluster.name}" will be gone. Type its name to go on:`,
          cluster.name,
        ),
    };
    const json = await takeOutNodes(this, flags, confirmation, (ask) => resetCluster(run, ask));
    const isGone = json.ok && json.removed.length > 0;
    const stale = isGone
      ? await staleContext(cluster.name, apiEndpoint(cluster, firstControlPlane(nodes)), process.env)
      : undefined;
    if (stale) this.logToStderr(`\n${staleContextText(stale)}`);
    return json;
  }
}
