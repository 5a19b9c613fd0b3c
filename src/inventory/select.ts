import { UserError } from '../errors.ts';
import { nearest } from './nearest.ts';
import type { Inventory, Node } from './schema.ts';

/**
 * Selects the nodes that `--only` names, in the inventory's order. Without `--only` it returns all nodes.
 * @throws UserError when a name is not in the inventory.
 */
export function selectNodes(inventory: Pick<Inventory, 'nodes'>, only: readonly string[] = []): readonly Node[] {
  const names = inventory.nodes.map(({ name }) => name);
  const unknown = only.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw unknownNodes(unknown, names);
  return only.length === 0 ? inventory.nodes : inventory.nodes.filter(({ name }) => only.includes(name));
}

/**
 * Reads the names in the text of `--only`: "pi-2,pi-3".
 * @throws UserError when there is no name: an empty variable in a script must not mean all nodes.
 */
export function namesIn(only: string): readonly string[] {
  const names = only.split(/[\s,]+/).filter((name) => name !== '');
  if (names.length > 0) return names;
  throw new UserError('--only names no node.', { hints: ['--only pi-2,pi-3'], exitCode: 2 });
}

function unknownNodes(unknown: readonly string[], names: readonly string[]): UserError {
  const meant = unknown.flatMap((name) => nearest(name, names) ?? []);
  const verb = unknown.length === 1 ? 'is' : 'are';
  const question = meant.length > 0 ? `: did you mean ${meant.join(', ')}?` : '.';
  return new UserError(`${unknown.join(', ')} ${verb} not in the inventory${question}`, {
    hints: [`one of ${names.join(', ')}`],
    exitCode: 2,
  });
}
