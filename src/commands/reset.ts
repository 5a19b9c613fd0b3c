import { Flags } from '@oclif/core';
import { UserError } from '../errors.ts';
import { apiEndpoint } from '../inventory/address.ts';
import { staleContext } from '../kube/stale-context.ts';
import { LeaveCommand } from '../leave-command.ts';
import type { LeaveJson } from '../screen/leave-json.ts';
import { staleContextText } from '../screen/leave-text.ts';
import { resetCluster } from '../tasks/reset.ts';
import type { Survey } from '../tasks/survey.ts';

export default class Reset extends LeaveCommand {
  static override summary = 'Take the whole cluster apart';
  static override description =
    'Removes Kubernetes, and all that runs in it, from every node of the inventory: workers first. The nodes keep their host names, addresses and packages; `init` makes a new cluster of them.';
  static override examples = ['<%= config.bin %> reset --dry-run', '<%= config.bin %> reset --confirm home'];
  static override flags = {
    'dry-run': LeaveCommand.changeFlags['dry-run'],
    confirm: Flags.string({ description: "The cluster's name, instead of typing it when asked", helpValue: 'NAME' }),
  };

  override async run(): Promise<LeaveJson> {
    const { flags } = await this.parse(Reset);
    const run = await this.open('reset', flags);
    const { cluster, nodes } = run.inventory;
    if (flags.confirm !== undefined) confirmName(flags.confirm, cluster.name);
    const proceed = (found: Survey) =>
      this.goOn(found, flags, {
        agreed: async () => flags.confirm !== undefined || this.askName(found, cluster.name),
      });
    const result = await resetCluster(run, proceed).finally(() => this.endProgress());
    const json = this.ended(result, flags);
    const context = result.outcomes.length > 0 && json.ok;
    const stale = context ? await staleContext(cluster.name, apiEndpoint(cluster, nodes), process.env) : undefined;
    if (stale) this.logToStderr(`\n${staleContextText(stale)}`);
    return json;
  }

  private async askName(found: Survey, name: string): Promise<boolean> {
    this.needTerminal(`--confirm ${name}`);
    this.showPlan(found);
    const { input } = await import('@inquirer/prompts');
    const message = `Everything that runs in the cluster "${name}" will be gone. Type its name to go on:`;
    confirmName((await input({ message }, { output: process.stderr })).trim(), name);
    return true;
  }
}

function confirmName(typed: string, name: string): void {
  if (typed === name) return;
  throw new UserError(`"${typed}" is not the name of this cluster; nothing was changed.`, {
    hints: [`its name is ${name}; if you mean another cluster: microcloud reset -i FILE`],
    exitCode: 2,
  });
}
