import { Flags } from '@oclif/core';
import { flavourNames } from '../../../lab/flavours.ts';
import { mostNodes } from '../../../lab/lab-plan.ts';
import { labUp, type RunningLab } from '../../../lab/up.ts';
import { BaseCommand } from '../../cli/base-command.ts';
import { labFlags } from '../../cli/shared-flags.ts';
import { labUpText } from '../../screen/lab-text.ts';

export default class LabUp extends BaseCommand {
  static override baseFlags = labFlags;
  static override summary = 'Start simulated Raspberry Pis on this machine';
  static override description =
    'Each is a container with the system of a Pi: it gets its address by DHCP, asks for a password on sudo, and restarts when told to. Writes an inventory of them.';
  static override examples = ['<%= config.bin %> lab up', '<%= config.bin %> lab up --nodes 5 --flavour bookworm'];
  static override flags = {
    nodes: Flags.integer({ default: 3, min: 1, max: mostNodes, description: 'How many' }),
    flavour: Flags.option({ options: flavourNames, default: 'trixie', description: 'What they run' })(),
    bundle: Flags.directory({
      exists: true,
      description: 'What nodes need from the internet, where this machine has none: see bundle create',
      helpValue: 'DIR',
    }),
    k3s: Flags.directory({
      env: 'MICROCLOUD_LAB_K3S',
      description: 'Releases of k3s, for a cluster of it: DIR/v1.35.4+k3s1/k3s … as they are published',
      helpValue: 'DIR',
    }),
    directory: Flags.directory({ description: 'Where the inventory and the SSH key go', helpValue: 'DIR' }),
  };

  override async run(): Promise<RunningLab> {
    const { flags } = await this.parse(LabUp);
    const lab = await labUp({ ...flags, onProgress: (text) => this.logToStderr(text) });
    this.log(labUpText(lab));
    return lab;
  }
}
