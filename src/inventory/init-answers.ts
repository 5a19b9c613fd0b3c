import type { NetworkInterfaceInfo } from 'node:os';
import { UserError } from '../errors.ts';
import { inventoryText } from './inventory-text.ts';
import { formatAddress, formatNetwork, parseNetwork } from './ipv4.ts';
import { remainingMistakes } from './load.ts';
import type { InventoryFile } from './schema.ts';

/** What a person says about a node: where SSH finds it now, and which address it shall have for good. */
export interface NodeAnswer {
  readonly name: string;
  readonly address: string;
  readonly addressForGood?: string;
}

/** What a person says about a new cluster. */
export interface Answers {
  readonly name: string;
  readonly distribution: InventoryFile['cluster']['distribution'];
  readonly subnet: string;
  readonly gateway: string;
  /** The first is the control plane. */
  readonly nodes: readonly NodeAnswer[];
  /**
   * Whether microcloud sets static addresses: `addressForGood`, or else `address`. Without it the router reserves
   * addresses.
   */
  readonly isStatic: boolean;
  readonly user: string;
  /** The path of a private key. Default: the keys that ssh finds by itself. */
  readonly identityFile?: string | undefined;
  readonly hasPassword: boolean;
  /** Nodes of the community's Cloudy, where there is one. */
  readonly join: readonly string[];
}

/**
 * Writes the text of an inventory without mistakes.
 * @throws UserError that names every answer that does not fit
 */
export function textOfAnswers(
  answers: Answers,
  path: string,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const text = inventoryText(inventoryOf(answers));
  const mistakes = remainingMistakes(text, path, { env });
  if (mistakes.length === 0) return text;
  // The file is not written yet, so its line numbers would mean nothing to a person.
  const reasons = mistakes.map((mistake) => `${mistake.path}: ${mistake.message}`);
  throw new UserError(`These answers do not make an inventory:\n${reasons.join('\n')}`, {
    hints: ['microcloud inventory init --help'],
    exitCode: 2,
  });
}

function inventoryOf({ nodes, isStatic, user, identityFile, hasPassword, join, ...answers }: Answers): InventoryFile {
  return {
    cluster: { name: answers.name, distribution: answers.distribution },
    ...(join.length > 0 ? { cloudy: { serf: { join: [...join] } } } : {}),
    defaults: {
      ssh: {
        user,
        ...(identityFile ? { identityFile } : {}),
        ...(hasPassword ? { password: { prompt: true } } : {}),
      },
      network: { subnet: answers.subnet, gateway: answers.gateway },
    },
    nodes: nodes.map(({ name, address, addressForGood = isStatic ? address : undefined }, index) => ({
      name,
      role: index === 0 ? 'control-plane' : 'worker',
      address,
      ...(addressForGood === undefined ? {} : { staticAddress: addressForGood }),
    })),
  };
}

/** Says what is wrong with the last answer. `place` is its path in the inventory: "nodes[1].name". */
export function mistakeAt(
  place: string,
  answers: Partial<Answers>,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const text = inventoryText(inventoryOf({ ...nothing, ...answers }));
  return remainingMistakes(text, 'inventory.yaml', { env }).find(({ path }) => path.startsWith(place))?.message;
}

const nothing: Answers = {
  name: 'home',
  distribution: 'k3s',
  subnet: '',
  gateway: '',
  nodes: [],
  isStatic: false,
  user: 'pi',
  hasPassword: false,
  join: [],
};

/** Reads NAME=ADDRESS or NAME=NOW,STATIC, by which a flag gives a node. */
export function parseNode(text: string): NodeAnswer {
  const [, name = '', address = '', addressForGood] = /^([^=]+)=([^=,]+)(?:,([^=,]+))?$/.exec(text) ?? [];
  if (name !== '') return { name, address, ...(addressForGood === undefined ? {} : { addressForGood }) };
  throw new UserError(`--node ${text} has no name or no address.`, {
    hints: ['--node pi-1=192.168.0.101, or with the address for good: --node pi-1=192.168.0.101,192.168.0.201'],
    exitCode: 2,
  });
}

/** Proposes the network of this machine; 192.168.0.0/24 where it has none. */
export function proposedSubnet(interfaces: readonly NetworkInterfaceInfo[]): string {
  const own = interfaces.find(({ family, internal, cidr }) => family === 'IPv4' && !internal && cidr !== null);
  const network = parseNetwork(own?.cidr ?? '');
  return network ? formatNetwork(network) : '192.168.0.0/24';
}

export function proposedAddress(subnet: string, host: number): string {
  const network = parseNetwork(subnet);
  return network && network.first + host < network.last ? formatAddress(network.first + host) : '';
}
