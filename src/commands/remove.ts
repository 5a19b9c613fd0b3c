import { Args, Flags } from '@oclif/core';
import { NodesCommand } from '../cli/nodes-command.ts';
import { changeFlags } from '../cli/shared-flags.ts';
import { takeOutNodes } from '../cli/take-out-nodes.ts';
import { dropEntries, findLeavers } from '../inventory/leavers.ts';
import { offText } from '../screen/leave-text.ts';
import type { LeaveJson } from '../screen/outcome-json.ts';
import { removeNodes } from '../tasks/remove.ts';
import { shownSurvey } from '../tasks/survey-removal.ts';

export default class Remove extends NodesCommand {
  static override summary = 'Take nodes out of the cluster, and Kubernetes off them';
  static override description =
    'Waits until the pods of a node have moved to other nodes, takes Kubernetes off the node, looks whether anything is left, and takes the node out of the inventory. The node keeps its host name, address and packages. Of a node that is off, only its place in the cluster goes.';
  static override examples = [
    '<%= config.bin %> remove pi-3 --dry-run',
    '<%= config.bin %> remove pi-3 --lost  # somebody has stolen it',
    '<%= config.bin %> remove pi-3 --keep  # stays in the inventory: init brings it back',
  ];
  static override strict = false;
  static override args = {
    host: Args.string({ required: true, description: 'Name or address of a node in the inventory; more may follow' }),
  };
  static override flags = {
    ...changeFlags,
    drain: Flags.boolean({
      allowNo: true,
      default: true,
      description: 'Wait until the pods of the node have moved, at most 5 min',
    }),
    lost: Flags.boolean({
      description: 'The node was stolen or lost: what it knows becomes worthless, as far as that can be done',
      exclusive: ['keep'],
    }),
    keep: Flags.boolean({ description: 'Leave the node in the inventory, to come back with the next init' }),
  };

  // Short: the node to remove is often off.
  protected override readonly timeoutSeconds = 20;

  override async run(): Promise<LeaveJson> {
    const { argv, flags } = await this.parse(Remove);
    const { inventory: file, keep, drain, lost } = flags;
    const { inventory, leaving, staying } = await findLeavers(file, argv as string[], { env: process.env, keep });
    const names = leaving.map(({ name }) => name).join(', ');
    const run = this.openFor('remove', flags, inventory, leaving);
    const question = `Take ${names} out of the cluster "${inventory.cluster.name}"?`;
    const notes = keep ? [] : [`${names}: out of ${file}.`];
    const json = await takeOutNodes(this, flags, { isAgreed: flags.yes, question }, (ask) =>
      removeNodes(run, {
        staying,
        drain,
        keep,
        lost,
        proceed: (found) => ask(shownSurvey(found), [...offText(found.off), ...notes]),
      }),
    );
    if (keep || json.removed.length === 0) return json;
    await dropEntries(file, json.removed);
    this.logToStderr(`Took ${json.removed.join(', ')} out of ${file}.`);
    return json;
  }
}
