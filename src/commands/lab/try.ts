import { readFile, writeFile } from 'node:fs/promises';
import { Args, Flags } from '@oclif/core';
import { parse } from 'yaml';
import { labDown } from '../../../lab/down.ts';
import { flavourNames } from '../../../lab/flavours.ts';
import { readMachine } from '../../../lab/host-machine.ts';
import { mostNodes } from '../../../lab/lab-plan.ts';
import { filesOf } from '../../../lab/state.ts';
import { tryInventory } from '../../../lab/try-inventory.ts';
import { labUp } from '../../../lab/up.ts';
import { convergeNodes } from '../../cli/converge-nodes.ts';
import { NodesCommand } from '../../cli/nodes-command.ts';
import { UserError } from '../../errors.ts';
import { inventoryText } from '../../inventory/inventory-text.ts';
import { loadInventory } from '../../inventory/load.ts';
import type { InventoryFile } from '../../inventory/schema.ts';
import type { InitJson } from '../../screen/outcome-json.ts';

export default class LabTry extends NodesCommand {
  static override summary = 'Try an inventory on simulated Raspberry Pis of its own';
  static override description =
    'Starts as many simulated Pis as the inventory has nodes, shows what init would do there, and removes them. With --init it also does it. The addresses and logins are those of the simulated Pis; your own machines are not contacted.';
  static override examples = ['<%= config.bin %> lab try', '<%= config.bin %> lab try school.yaml --init --keep'];
  static override args = {
    file: Args.string({ description: 'The inventory; default: that of --inventory' }),
  };
  static override flags = {
    name: Flags.string({ default: 'try', description: 'The name of the lab', helpValue: 'NAME' }),
    flavour: Flags.option({ options: flavourNames, default: 'trixie', description: 'What the simulated Pis run' })(),
    bundle: Flags.directory({
      exists: true,
      description: 'What nodes need from the internet, where this machine has none: see bundle create',
      helpValue: 'DIR',
    }),
    init: Flags.boolean({ description: 'Make the cluster, too' }),
    keep: Flags.boolean({ description: 'Leave the simulated Pis there; lab down removes them' }),
  };

  override async run(): Promise<InitJson> {
    const { args, flags } = await this.parse(LabTry);
    const { name, flavour, bundle, init, keep } = flags;
    const wanted = await loadInventory(args.file ?? flags.inventory, { env: process.env });
    const nodes = wanted.nodes.length;
    if (nodes > mostNodes) {
      throw new UserError(`The inventory has ${nodes} nodes; a lab has room for ${mostNodes}.`, { exitCode: 2 });
    }
    const onProgress = (text: string) => this.logToStderr(text);
    const lab = await labUp({ name, nodes, flavour, bundle, onProgress }).catch(async (error) => {
      // Remove what was started already. The error to show is the first one.
      await labDown({ name }).catch(() => undefined);
      throw error;
    });
    try {
      const own: InventoryFile = parse(await readFile(lab.inventory, 'utf8'));
      const { tried: path } = filesOf(lab.directory);
      await writeFile(path, inventoryText(tryInventory(wanted, own, await readMachine())));
      const inventory = await loadInventory(path, { env: process.env });
      const run = this.openFor('lab-try', flags, inventory, inventory.nodes);
      const way = { 'dry-run': !init, yes: true, replace: false, reboot: true, drain: true };
      return await convergeNodes(this, run, { ...flags, ...way, inventory: path });
    } finally {
      if (keep) this.logToStderr(`The simulated Pis are still there. Remove them: microcloud lab down --name ${name}`);
      else await labDown({ name });
    }
  }
}
