import { Args, Flags } from '@oclif/core';
import { convergeNodes } from '../cli/converge-nodes.ts';
import { NodesCommand } from '../cli/nodes-command.ts';
import { askText } from '../cli/prompts.ts';
import { convergeFlags } from '../cli/shared-flags.ts';
import { UserError } from '../errors.ts';
import { findNewcomer, writeEntry } from '../inventory/newcomer.ts';
import type { InitJson } from '../screen/outcome-json.ts';
import type { Survey } from '../tasks/surveyed.ts';

export default class Join extends NodesCommand {
  static override summary = 'Make one more machine a node of the cluster';
  static override description =
    'A node of the inventory, by its name, or a new one, by its address: it is added to the inventory once it has been reached and you have said yes. The other nodes get to know its name. A node that was flashed anew joins again like this.';
  static override examples = [
    '<%= config.bin %> join 192.168.0.204 --name pi-4',
    '<%= config.bin %> join pi-4 --dry-run',
  ];
  static override args = {
    host: Args.string({ required: true, description: 'Its name in the inventory, or its address' }),
  };
  static override flags = {
    ...convergeFlags,
    name: Flags.string({ description: 'Its host name; asked for when it is new', helpValue: 'NAME' }),
    role: Flags.option({ options: ['control-plane', 'worker', 'proxy'] as const })({ description: 'Default: worker' }),
    'static-address': Flags.string({ description: 'The static address that it gets', helpValue: 'ADDRESS' }),
  };

  override async run(): Promise<InitJson> {
    const { args, flags } = await this.parse(Join);
    const wanted = { name: flags.name, role: flags.role, staticAddress: flags['static-address'] };
    const askName = (proposal: string) => askNameOf(args.host, proposal);
    const { inventory, node, entry } = await findNewcomer(flags.inventory, args.host, wanted, {
      env: process.env,
      askName,
    });
    const beforeChanges = async ({ reached }: Survey) => {
      const found = reached.find((one) => one.node === node);
      if (!entry || !found || found.plan.some(({ problems }) => problems.length > 0)) return;
      await writeEntry(flags.inventory, entry);
      this.logToStderr(`Added ${node.name} to ${flags.inventory}.`);
    };
    const neighbours = inventory.nodes.filter((other) => other !== node);
    const run = this.openFor('join', flags, inventory, [node]);
    return convergeNodes(this, run, flags, { neighbours, beforeChanges });
  }
}

async function askNameOf(host: string, proposal: string): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new UserError('There is no terminal to ask on, and --name is missing.', {
      hints: [`microcloud join ${host} --name ${proposal}`],
      exitCode: 2,
    });
  }
  return askText(`Name of the node at ${host}`, proposal);
}
