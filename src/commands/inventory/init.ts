import { networkInterfaces } from 'node:os';
import { Flags, type Interfaces } from '@oclif/core';
import { BaseCommand } from '../../cli/base-command.ts';
import { UserError } from '../../errors.ts';
import {
  type Answers,
  mistakeAt,
  type NodeAnswer,
  parseNode,
  proposedAddress,
  proposedSubnet,
  textOfAnswers,
} from '../../inventory/init-answers.ts';
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

/** Takes the answers from flags. Asks a person for missing ones, and again for one that does not fit. */
async function ask(given: Given): Promise<Answers> {
  const { default: confirm } = await import('@inquirer/confirm');
  const { default: input } = await import('@inquirer/input');
  const { default: number } = await import('@inquirer/number');
  const { default: select } = await import('@inquirer/select');
  // Standard output is for data.
  const terminal = { output: process.stderr };
  const text = (message: string, proposal: string, place: string, so: (answer: string) => Partial<Answers>) => {
    const validate = (answer: string) => mistakeAt(place, so(answer), process.env) ?? true;
    return input({ message, required: true, validate, ...(proposal ? { default: proposal } : {}) }, terminal);
  };

  const name = given.name ?? (await text('Name of the cluster', 'home', 'cluster.name', (name) => ({ name })));
  const distribution =
    given.distribution ?? (await select({ message: 'Which Kubernetes', choices: distributions }, terminal));
  const subnet = given.subnet ?? (await askSubnet());
  const gateway = given.gateway ?? (await askGateway());
  const isStatic =
    given.static ??
    (await confirm({ message: 'Set fixed addresses on the nodes (no: the router reserves them)' }, terminal));
  const nodes = given.node?.map(parseNode) ?? (await askNodes());
  const user = given.user ?? (await text('Login user of the nodes', 'pi', 'defaults.ssh', (user) => ({ user })));
  const isKey = given['identity-file'] !== undefined || given.password === false;
  const hasPassword =
    given.password ?? (!isKey && (await confirm({ message: 'Do they want a password', default: false }, terminal)));
  const join = given.join ?? (await askJoin());
  const identityFile = given['identity-file'];
  return { name, distribution, subnet, gateway, nodes, isStatic, user, identityFile, hasPassword, join };

  function askSubnet(): Promise<string> {
    const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
    return text('Network of the nodes', proposedSubnet(own), 'defaults.network.subnet', (subnet) => ({ subnet }));
  }

  function askGateway(): Promise<string> {
    const nodes = [{ name: 'pi-1', address: proposedAddress(subnet, 2) }];
    const so = (gateway: string) => ({ subnet, gateway, nodes });
    return text('Address of the router', proposedAddress(subnet, 1), 'defaults.network.gateway', so);
  }

  async function askNodes(): Promise<Answers['nodes']> {
    const count = await number({ message: 'How many nodes', default: 3, min: 1, max: 100, required: true }, terminal);
    const found: NodeAnswer[] = [];
    for (let index = 0; index < (count ?? 1); index++) {
      const which = index === 0 ? 'Node 1 (the control plane)' : `Node ${index + 1}`;
      const place = `nodes[${index}].`;
      const so = (answer: NodeAnswer) => ({ subnet, gateway, nodes: [...found, answer] });
      const name = await text(`${which}: name`, `pi-${index + 1}`, `${place}name`, (name) => so({ name, address: '' }));
      const proposal = proposedAddress(subnet, 201 + index);
      // A new card has an address that the router chose: nobody can guess it.
      const [now, likely] = isStatic ? ["address now, as your router's list says", ''] : ['address', proposal];
      const address = await text(`${which}: ${now}`, likely, place, (address) => so({ name, address }));
      const told = (addressForGood: string) => so({ name, address, addressForGood });
      const forGood = isStatic && { addressForGood: await text(`${which}: address for good`, proposal, place, told) };
      found.push({ name, address, ...forGood });
    }
    return found;
  }

  async function askJoin(): Promise<readonly string[]> {
    const validate = (answer: string) => mistakeAt('cloudy.', { join: wordsOf(answer) }, process.env) ?? true;
    return wordsOf(await input({ message: 'Nodes of the Cloudy of your community, if any', validate }, terminal));
  }
}

const wordsOf = (answer: string) => answer.split(/[\s,]+/).filter(Boolean);

const distributions = [
  { value: 'k3s' as const, name: 'k3s: the small one, for 1 GB of memory or 32-bit nodes' },
  { value: 'kubeadm' as const, name: 'kubeadm: upstream Kubernetes, for 64-bit nodes with 2 GB or more' },
];
