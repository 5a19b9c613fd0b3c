import { AnsibleInventory, type Variable } from '../ansible/ansible-inventory.ts';
import { type Field, fieldOf, rolesIn } from './column-words.ts';

/** A value, with the name of its column or key, and its place: `nodes.csv:3`. */
export interface Value {
  readonly text: string;
  readonly column: string;
  readonly place: string;
}

/** One machine of a list, as its columns have it. */
export interface Row {
  readonly place: string;
  readonly values: readonly Value[];
}

const variables: Readonly<Partial<Record<Field, string>>> = {
  address: 'ansible_host',
  user: 'ansible_user',
  port: 'ansible_port',
  identityFile: 'ansible_ssh_private_key_file',
  password: 'ansible_password',
  way: 'ansible_ssh_common_args',
  options: 'ansible_ssh_extra_args',
};

const groups = { 'control-plane': 'control_plane', worker: 'worker' } as const;

/**
 * Makes an inventory of a list. Returns undefined where no column has names or addresses: then it is no list of
 * machines.
 */
export function listedHosts(rows: readonly Row[], file: string): AnsibleInventory | undefined {
  const known = rows.filter((row) => hostOf(row) !== undefined);
  if (known.length === 0) return undefined;
  const inventory = new AnsibleInventory();
  inventory.isListing = true;
  for (const row of rows) {
    const name = hostOf(row);
    if (name === undefined) inventory.note(row.place, 'no name and no address: this line is left out');
    else addRow(inventory, name, row);
  }
  const columns = new Set(
    rows.flatMap(({ values }) => values.filter((one) => !isUsed(one)).map(({ column }) => column)),
  );
  const verb = columns.size === 1 ? 'means nothing here and is' : 'mean nothing here and are';
  if (columns.size > 0) inventory.note(file, `${[...columns].join(', ')} ${verb} left out`);
  return inventory;
}

function addRow(inventory: AnsibleInventory, name: string, { place, values }: Row): void {
  if (inventory.hosts.has(name)) inventory.note(place, `${name} is there twice, and the last one counts`);
  const vars = new Map<string, Variable>();
  for (const { column, text, place: here } of values) {
    const variable = variables[fieldOf(column) ?? 'name'];
    if (variable === undefined || text === '') continue;
    const { called } = vars.get(variable) ?? {};
    // Lists of networks write an address with its mask: 192.168.0.201/24.
    const value = variable === 'ansible_host' ? text.replace(/^(\d+(?:\.\d+){3})\/\d{1,2}$/, '$1') : text;
    vars.set(variable, { value, place: here, called: [called, shown(column)].filter(Boolean).join(', ') });
  }
  const roles = values.filter(({ column }) => fieldOf(column) === 'role').flatMap(({ text }) => rolesIn(text));
  const names = roles.length > 0 ? roles.map((role) => groups[role]) : ['ungrouped'];
  for (const group of new Set(names)) inventory.addHost(group, name, vars, place);
}

function shown(column: string): string {
  return column.replace(/^ssh options /, '');
}

/** Returns the name of a machine, or its address where it has no name. */
function hostOf({ values }: Row): string | undefined {
  const of = (field: Field) => values.find(({ column, text }) => fieldOf(column) === field && text !== '')?.text;
  return of('name') ?? of('address');
}

function isUsed({ column, text }: Value): boolean {
  const field = fieldOf(column);
  return text === '' || (field === 'role' ? rolesIn(text).length > 0 || /^etcd$/i.test(text) : field !== undefined);
}
