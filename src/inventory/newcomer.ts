import { UserError } from '../errors.ts';
import { isCalled } from './address.ts';
import { addNode, type NewNode } from './edit-entries.ts';
import { proposeEdit } from './inventory-edit.ts';
import { rewriteInventory } from './inventory-file.ts';
import { loadInventory } from './load.ts';
import type { Inventory, Node } from './schema.ts';
import { selectNodes } from './select.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The user's wishes for a node that joins. */
export interface Wanted {
  readonly name?: string | undefined;
  readonly role?: Node['role'] | undefined;
  readonly staticAddress?: string | undefined;
}

/** A node that joins, and the inventory with it. */
export interface Newcomer {
  readonly inventory: Inventory;
  readonly node: Node;
  /** The entry to add, where the file does not have the node yet. */
  readonly entry?: NewNode;
}

/**
 * Finds the node that has this name or address in the inventory, or makes a new one at that address. It only reads the
 * file.
 * @throws UserError when the wishes contradict the inventory, or would make mistakes in it
 */
export async function findNewcomer(
  path: string,
  host: string,
  wanted: Wanted,
  options: { readonly env: Env; readonly askName: (proposal: string) => Promise<string> },
): Promise<Newcomer> {
  const { env, askName } = options;
  const inventory = await loadInventory(path, { env });
  const known = inventory.nodes.find((node) => isCalled(host, node));
  if (known) return { inventory, node: agreeing(known, host, wanted) };
  // A bare name that is not in the inventory is misspelt, unless --name gives the node another name.
  if (wanted.name === undefined && !/[.:]/.test(host)) selectNodes(inventory, [host]);
  const { role, staticAddress } = wanted;
  const name = wanted.name ?? (await askName(proposedName(inventory.nodes)));
  const entry: NewNode = {
    name,
    ...(role === undefined ? {} : { role }),
    address: host,
    ...(staticAddress === undefined ? {} : { staticAddress }),
  };
  const { inventory: extended } = await proposeEdit(path, (text) => addNode(text, entry), {
    env,
    refusal: { sentence: `${name} does not fit into ${path}`, hints: ['microcloud join --help'] },
  });
  const node = extended.nodes.find((one) => one.name === name);
  if (!node) throw new Error('a node was added and is not there');
  return { inventory: extended, node, entry };
}

/** Writes the entry of a newcomer into the file. Everything else in the file stays as it is. */
export function writeEntry(path: string, entry: NewNode): Promise<void> {
  return rewriteInventory(path, (text) => addNode(text, entry));
}

function agreeing(node: Node, host: string, wanted: Wanted): Node {
  for (const [key, value] of Object.entries(wanted)) {
    const written = node[key as keyof Wanted];
    if (value === undefined || value === written) continue;
    throw new UserError(`${host} is in the inventory already, with ${key} ${written ?? 'not set'}, not ${value}.`, {
      hints: [`microcloud join ${node.name}`, `to change it, edit the inventory first`],
      exitCode: 2,
    });
  }
  return node;
}

/** Proposes the next name in a row such as pi-1, pi-2, pi-3. */
export function proposedName(nodes: readonly { readonly name: string }[]): string {
  const last = nodes.at(-1)?.name ?? 'pi-0';
  const [, start = `${last}-`, number = '1'] = /^(.*?)(\d+)$/.exec(last) ?? [];
  for (let next = Number(number) + 1; ; next++) {
    const name = `${start}${next}`;
    if (nodes.every((node) => node.name !== name)) return name;
  }
}
