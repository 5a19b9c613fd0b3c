import { UserError } from '../errors.ts';
import { isCalled, isEndpoint } from './address.ts';
import { removeNode } from './edit-entries.ts';
import { proposeEdit } from './inventory-edit.ts';
import { rewriteInventory } from './inventory-file.ts';
import { loadInventory } from './load.ts';
import { controlPlanesOf, proxiesOf } from './node-roles.ts';
import type { Inventory, Node } from './schema.ts';
import { selectNodes } from './select.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Nodes that leave, and the inventory with and without them. */
export interface Leavers {
  readonly inventory: Inventory;
  readonly leaving: readonly Node[];
  readonly staying: Inventory;
}

/**
 * Finds the nodes that have these names or addresses. It only reads the file. With `keep` the nodes stay in the
 * inventory, to come back later.
 * @throws UserError when the cluster cannot do without them, or the inventory would have mistakes without them
 */
export async function findLeavers(
  path: string,
  hosts: readonly string[],
  { env, keep }: { readonly env: Env; readonly keep: boolean },
): Promise<Leavers> {
  const inventory = await loadInventory(path, { env });
  const names = hosts.map((host) => nameOf(host, inventory.nodes));
  const leaving = selectNodes(inventory, names);
  const refusal = indispensable(inventory, leaving) ?? (keep ? addressOfNobody(inventory, leaving) : undefined);
  if (refusal) throw refusal;
  const nodes = inventory.nodes.filter((node) => !leaving.includes(node));
  if (keep) return { inventory, leaving, staying: { ...inventory, nodes } };
  const gone = leaving.map(({ name }) => name);
  // The inventory without the nodes is read anew, as some defaults depend on the nodes.
  const { inventory: staying } = await proposeEdit(path, (text) => gone.reduce(removeNode, text), {
    env,
    refusal: {
      sentence: `${path} would not be right without ${gone.join(', ')}`,
      hints: [`microcloud remove --keep ${gone.join(' ')}, for a machine that comes back`, 'microcloud remove --help'],
    },
  });
  return { inventory, leaving, staying };
}

/** Takes the entries of these nodes out of the file. Everything else in the file stays as it is. */
export function dropEntries(path: string, names: readonly string[]): Promise<void> {
  return rewriteInventory(path, (text) => names.reduce(removeNode, text));
}

function nameOf(host: string, nodes: readonly Node[]): string {
  return nodes.find((node) => isCalled(host, node))?.name ?? host;
}

function indispensable({ cluster, nodes }: Inventory, leaving: readonly Node[]): UserError | undefined {
  const controlPlanes = controlPlanesOf(nodes);
  const going = controlPlanes.filter((node) => leaving.includes(node));
  const names = going.map(({ name }) => name).join(', ');
  if (going.length === controlPlanes.length) {
    const what =
      going.length === 1
        ? `${names} is the only control plane: without it`
        : `${names} are all control planes: without them`;
    return new UserError(`${what} there is no cluster.`, {
      hints: ['microcloud reset, which takes the whole cluster apart'],
      exitCode: 2,
    });
  }
  const holder = going.find((node) => isEndpoint(node, cluster));
  if (!holder) return undefined;
  return new UserError(
    `${holder.name} has the address that all nodes call the cluster by (endpoint: ${cluster.endpoint}).`,
    {
      hints: ['Remove another control plane, or: microcloud reset, which takes the whole cluster apart'],
      exitCode: 2,
    },
  );
}

/**
 * Makes the error for removing all proxies with `keep`. Control planes take over the shared address only when no proxy
 * is left in the inventory, and with `keep` all stay there.
 */
function addressOfNobody({ cluster, nodes }: Inventory, leaving: readonly Node[]): UserError | undefined {
  const proxies = proxiesOf(nodes);
  if (proxies.length === 0 || proxies.some((node) => !leaving.includes(node))) return undefined;
  const names = proxies.map(({ name }) => name);
  return new UserError(`Without ${names.join(' and ')} nobody would have ${cluster.sharedAddress}.`, {
    hints: [`microcloud remove ${names.join(' ')}, without --keep: then the control planes share that address`],
    exitCode: 2,
  });
}
