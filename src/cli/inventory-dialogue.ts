import { networkInterfaces } from 'node:os';
import {
  type Answers,
  mistakeAt,
  type NodeAnswer,
  proposedAddress,
  proposedSubnet,
} from '../inventory/init-answers.ts';

const wordsOf = (answer: string) => answer.split(/[\s,]+/).filter(Boolean);

const distributions = [
  { value: 'k3s' as const, name: 'k3s: the small one, for 1 GB of memory or 32-bit nodes' },
  { value: 'kubeadm' as const, name: 'kubeadm: upstream Kubernetes, for 64-bit nodes with 2 GB or more' },
];

// Standard output is for data.
const terminal = { output: process.stderr };

/** Loads the code that asks in a terminal. */
async function loadPrompts() {
  const [{ default: confirm }, { default: input }, { default: number }, { default: select }] = await Promise.all([
    import('@inquirer/confirm'),
    import('@inquirer/input'),
    import('@inquirer/number'),
    import('@inquirer/select'),
  ]);
  return { confirm, input, number, select };
}

type Prompts = Awaited<ReturnType<typeof loadPrompts>>;
type Lan = Pick<Answers, 'subnet' | 'gateway'>;

/** Asks a person for the parts of an inventory, and again for an answer that does not fit. */
export class InventoryDialogue {
  readonly #prompts: Prompts;

  private constructor(prompts: Prompts) {
    this.#prompts = prompts;
  }

  static async open(): Promise<InventoryDialogue> {
    return new InventoryDialogue(await loadPrompts());
  }

  name(): Promise<string> {
    return this.#text('Name of the cluster', 'home', 'cluster.name', (name) => ({ name }));
  }

  distribution(): Promise<Answers['distribution']> {
    return this.#prompts.select({ message: 'Which Kubernetes', choices: distributions }, terminal);
  }

  subnet(): Promise<string> {
    const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
    const proposal = proposedSubnet(own);
    return this.#text('Network of the nodes', proposal, 'defaults.network.subnet', (subnet) => ({ subnet }));
  }

  gateway(subnet: string): Promise<string> {
    const nodes = [{ name: 'pi-1', address: proposedAddress(subnet, 2) }];
    const so = (gateway: string) => ({ subnet, gateway, nodes });
    return this.#text('Address of the router', proposedAddress(subnet, 1), 'defaults.network.gateway', so);
  }

  isStatic(): Promise<boolean> {
    const message = 'Set fixed addresses on the nodes (no: the router reserves them)';
    return this.#prompts.confirm({ message }, terminal);
  }

  async nodes(lan: Lan, isStatic: boolean): Promise<Answers['nodes']> {
    const range = { default: 3, min: 1, max: 100, required: true };
    const count = await this.#prompts.number({ message: 'How many nodes', ...range }, terminal);
    const found: NodeAnswer[] = [];
    for (let index = 0; index < (count ?? 1); index++) found.push(await this.#node(lan, isStatic, found));
    return found;
  }

  user(): Promise<string> {
    return this.#text('Login user of the nodes', 'pi', 'defaults.ssh', (user) => ({ user }));
  }

  hasPassword(): Promise<boolean> {
    return this.#prompts.confirm({ message: 'Do they want a password', default: false }, terminal);
  }

  async join(): Promise<readonly string[]> {
    const validate = (answer: string) => mistakeAt('cloudy.', { join: wordsOf(answer) }, process.env) ?? true;
    const message = 'Nodes of the Cloudy of your community, if any';
    return wordsOf(await this.#prompts.input({ message, validate }, terminal));
  }

  async #node(lan: Lan, isStatic: boolean, before: readonly NodeAnswer[]): Promise<NodeAnswer> {
    const index = before.length;
    const which = index === 0 ? 'Node 1 (the control plane)' : `Node ${index + 1}`;
    const place = `nodes[${index}].`;
    const so = (answer: NodeAnswer) => ({ ...lan, nodes: [...before, answer] });
    const named = (name: string) => so({ name, address: '' });
    const name = await this.#text(`${which}: name`, `pi-${index + 1}`, `${place}name`, named);
    const proposal = proposedAddress(lan.subnet, 201 + index);
    // A new card has an address that the router chose: nobody can guess it.
    const [now, likely] = isStatic ? ["address now, as your router's list says", ''] : ['address', proposal];
    const address = await this.#text(`${which}: ${now}`, likely, place, (address) => so({ name, address }));
    if (!isStatic) return { name, address };
    const told = (addressForGood: string) => so({ name, address, addressForGood });
    return { name, address, addressForGood: await this.#text(`${which}: address for good`, proposal, place, told) };
  }

  /** Asks for a text. `so` makes answers of it, which must have no mistake at this place of the inventory. */
  #text(message: string, proposal: string, place: string, so: (answer: string) => Partial<Answers>): Promise<string> {
    const validate = (answer: string) => mistakeAt(place, so(answer), process.env) ?? true;
    const options = { message, required: true, validate, ...(proposal ? { default: proposal } : {}) };
    return this.#prompts.input(options, terminal);
  }
}
