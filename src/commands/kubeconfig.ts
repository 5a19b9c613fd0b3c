import { Flags } from '@oclif/core';
import { eachInventory, type LookError } from '../cli/each-inventory.ts';
import { NodesCommand } from '../cli/nodes-command.ts';
import { UserError } from '../errors.ts';
import { kubeconfigResult } from '../screen/kubeconfig-text.ts';
import { type TakenKubeconfig, takeKubeconfig } from '../tasks/kubeconfig.ts';

export default class Kubeconfig extends NodesCommand {
  static override summary = "Write the cluster's access for kubectl into your kubeconfig";
  static override description =
    "Fetches the administrator's credentials from a control plane and adds them as a context with the cluster's name. What else is in the file stays as it is.";
  static override examples = [
    '<%= config.bin %> kubeconfig',
    '<%= config.bin %> kubeconfig --use',
    '<%= config.bin %> kubeconfig --print > home.yaml',
  ];
  static override readonly takesSeveral = true;
  static override flags = {
    output: Flags.string({
      description:
        'The file to write. Default: as kubectl does, the first of $KUBECONFIG that is there, else ~/.kube/config',
      helpValue: 'FILE',
    }),
    print: Flags.boolean({ description: 'Print it and write nothing', exclusive: ['output', 'force', 'use'] }),
    use: Flags.boolean({ description: 'Make it the current context, even when there is one' }),
    force: Flags.boolean({ description: 'Replace entries of the same name that belong to another cluster' }),
  };

  override async run(): Promise<TakenKubeconfig | readonly (TakenKubeconfig | LookError)[]> {
    const { flags } = await this.parse(Kubeconfig);
    if (flags.print && this.inventories.length > 1) {
      const hints = [
        'microcloud kubeconfig -i ONE -i OTHER --output both.yaml writes one file with a context for each',
      ];
      throw new UserError('--print prints the access to one cluster', { hints, exitCode: 2 });
    }
    return eachInventory(this, flags, async (one) => {
      const result = await takeKubeconfig(await this.open('kubeconfig', one), process.env, one);
      const text = kubeconfigResult(result, flags.output === undefined);
      if (flags.print) this.logData(text);
      else this.log(text);
      return result;
    });
  }
}
