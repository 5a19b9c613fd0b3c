import { Flags } from '@oclif/core';
import { NodesCommand } from '../cli/nodes-command.ts';
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
  static override flags = {
    output: Flags.string({
      description: 'The file to write. Default: the first of $KUBECONFIG, else ~/.kube/config',
      helpValue: 'FILE',
    }),
    print: Flags.boolean({ description: 'Print it and write nothing', exclusive: ['output', 'force', 'use'] }),
    use: Flags.boolean({ description: 'Make it the current context, even when there is one' }),
    force: Flags.boolean({ description: 'Replace entries with the same names that are about another cluster' }),
  };

  override async run(): Promise<TakenKubeconfig> {
    const { flags } = await this.parse(Kubeconfig);
    const result = await takeKubeconfig(await this.open('kubeconfig', flags), process.env, flags);
    this.log(kubeconfigResult(result, flags.output === undefined));
    return result;
  }
}
