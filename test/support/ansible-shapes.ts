import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Host, hostsOf } from '../../src/inventory/ansible/ansible-hosts.ts';
import { vaulted } from '../../src/inventory/ansible/ansible-inventory.ts';
import { askAnsible } from '../../src/inventory/ansible/ask-ansible.ts';
import { importAnsible } from '../../src/inventory/import-ansible.ts';
import { inventoryText } from '../../src/inventory/inventory-text.ts';

const root = join(import.meta.dirname, '../fixtures/ansible/shapes');

/** An inventory in a shape that people use. */
export interface Shape {
  readonly name: string;
  readonly directory: string;
  /** The path to give to `inventory import`. */
  readonly path: string;
}

export function shapes(): readonly Shape[] {
  return readdirSync(root).map((name) => {
    const directory = join(root, name);
    const [input = ''] = readdirSync(directory).filter(
      (file) => !/^(listed\.json|expected\.yaml|(group|host)_vars)$/.test(file),
    );
    return { name, directory, path: join(directory, input) };
  });
}

/** Returns what an import writes, as if it were run in the shape's directory. */
export async function textOfImport({ directory, path }: Shape, env: NodeJS.ProcessEnv): Promise<string> {
  const { inventory, notes, remarks } = await importAnsible([path], { name: 'club', env: { PATH: '', ...env } });
  return inventoryText(inventory, notes, remarks).replaceAll(`${directory}/`, '');
}

type Listing = Readonly<
  Record<string, { readonly groups: readonly string[]; readonly vars: Readonly<Record<string, unknown>> }>
>;

/**
 * Asks the ansible-inventory of this machine. Returns undefined where it is not installed, null where it refuses the
 * inventory.
 */
export async function listedBy({ path }: Shape): Promise<Listing | null | undefined> {
  const answer = await askAnsible([path], process.env);
  if (answer.kind === 'absent') return undefined;
  return answer.kind === 'refused' ? null : listingOf(hostsOf(answer.inventory));
}

/** Turns hosts into a value for JSON: groups and variables by name. */
export function listingOf(hosts: readonly Host[]): Listing {
  const entries = hosts.map(({ name, groups, vars }) => {
    const values = [...vars].map(([key, { value }]) => [key, value === vaulted ? 'in the vault' : value] as const);
    return [name, { groups: groups.toSorted(), vars: Object.fromEntries(values.toSorted(byKey)) }] as const;
  });
  return JSON.parse(JSON.stringify(Object.fromEntries(entries.toSorted(byKey))));
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
