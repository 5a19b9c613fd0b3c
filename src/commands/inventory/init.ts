import { Flags, type Interfaces } from '@oclif/core';
import { BaseCommand } from '../../cli/base-command.ts';
import { InventoryDialogue } from '../../cli/inventory-dialogue.ts';
import { UserError } from '../../errors.ts';
import { type Answers, parseNode, textOfAnswers } from '../../inventory/init-answers.ts';
import { refuseToOverwrite, writeInventory } from '../../inventory/inventory-file.ts';

export default class InventoryInit extends BaseCommand {
  static override summary = 'Ask for your nodes and write the inventory';
  static override examples = [
    '<%= config.bin %> inventory init',
    '<%= config.bin %> inventory init --name home --subnet 192.168.0.0/24 --gateway 192.168.0.1 --node pi-1=192.168.0.101,192.168.0.201 --node pi-2=192.168.0.102,192.168.0.202',
  ];
  static override flags = {
    name: Flags.string({ description: 'Name of the cluster' }),
    distribution: Flags.option({ options: ['kubeadm', 'k3s'] as const })({
      description: 'Which Kubernetes. Default: k3s',
    }),
    subnet: Flags.string({ description: 'The network that the nodes are in, e.g. 192.168.0.0/24' }),
    gateway: Flags.string({ description: 'Their router' }),
    node: Flags.string({ multiple: true, description: 'NAME=ADDRESS or NAME=NOW,STATIC; first the control plane' }),
    static: Flags.boolean({ allowNo: true, description: 'Give nodes without STATIC their ADDRESS as static address' }),
    user: Flags.string({ description: 'Login user of the nodes' }),
    'identity-file': Flags.string({ description: 'Private key, instead of those that ssh finds itself' }),
    password: Flags.boolean({ allowNo: true, description: 'Nodes want a password: ask for it at each run' }),
    join: Flags.string({ multiple: true, description: 'A node of the Cloudy of your community, e.g. 10.139.40.122' }),
    force: Flags.boolean({ description: 'Overwrite the inventory' }),
  };

  async run() {
    const { flags } = await this.parse(InventoryInit);
    await refuseToOverwrite(flags.inventory, flags.force);
    const answers = process.stdin.isTTY ? await ask(flags) : answersOf(flags);
    const text = textOfAnswers(answers, flags.inventory, process.env);
    await writeInventory(flags.inventory, text);
    this.logToStderr(`Wrote ${flags.inventory}.\nNext: microcloud init --dry-run`);
    return { path: flags.inventory, text };
  }
}

type Given = Partial<Interfaces.InferredFlags<typeof InventoryInit.flags>>;

const needed = ['name', 'subnet', 'gateway', 'node'] as const;

/** Reads the answers from flags where there is no terminal. Throws a UserError when one is missing. */
function answersOf(given: Given): Answers {
  const missing = needed.filter((flag) => given[flag] === undefined);
  if (missing.length > 0) {
    const example = { name: 'home', subnet: '192.168.0.0/24', gateway: '192.168.0.1', node: 'pi-1=192.168.0.201' };
    throw new UserError(`There is no terminal to ask on, and these flags are missing: --${missing.join(', --')}.`, {
      hints: [`microcloud inventory init ${needed.map((flag) => `--${flag} ${example[flag]}`).join(' ')}`],
      exitCode: 2,
    });
  }
  return {
    name: given.name ?? '',
    distribution: given.distribution ?? 'k3s',
    subnet: given.subnet ?? '',
    gateway: given.gateway ?? '',
    nodes: (given.node ?? []).map(parseNode),
    isStatic: given.static ?? false,
    user: given.user ?? 'pi',
    identityFile: given['identity-file'],
    hasPassword: given.password ?? false,
    join: given.join ?? [],
  };
}

/** Takes the answers from flags, and asks a person for the missing ones. */
async function ask(given: Given): Promise<Answers> {
  const dialogue = await InventoryDialogue.open();
  const name = given.name ?? (await dialogue.name());
  const distribution = given.distribution ?? (await dialogue.distribution());
  const subnet = given.subnet ?? (await dialogue.subnet());
  const gateway = given.gateway ?? (await dialogue.gateway(subnet));
  const isStatic = given.static ?? (await dialogue.isStatic());
  const nodes = given.node?.map(parseNode) ?? (await dialogue.nodes({ subnet, gateway }, isStatic));
  const user = given.user ?? (await dialogue.user());
  const identityFile = given['identity-file'];
  const isKey = identityFile !== undefined || given.password === false;
  const hasPassword = given.password ?? (!isKey && (await dialogue.hasPassword()));
  const join = given.join ?? (await dialogue.join());
  return { name, distribution, subnet, gateway, nodes, isStatic, user, identityFile, hasPassword, join };
}
