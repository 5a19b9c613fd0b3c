import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { UserError } from '../../errors.ts';
import type { Host } from './ansible-hosts.ts';
import type { Vars } from './ansible-inventory.ts';
import { isFolder, isThere, readSource, within } from './source-files.ts';

/** What an ansible.cfg says that belongs to its inventory. */
export interface AnsibleConfig {
  /** Variables for hosts that do not set them. */
  readonly vars: Vars;
  /** The files and folders that are the inventory, and the line that says so. */
  readonly inventories: readonly string[];
  readonly place: string;
}

const name = 'ansible.cfg';
/** How many folders to search for ansible.cfg, upwards: a project may have inventories/production/hosts.ini. */
const levels = 4;

/** Settings of ansible.cfg that act like a variable of every host. */
const variables: Readonly<Record<string, string>> = {
  remote_user: 'ansible_user',
  remote_port: 'ansible_port',
  private_key_file: 'ansible_ssh_private_key_file',
};

/** The paths to read, and notes where these are not the given paths. */
export interface Inventories {
  readonly paths: readonly string[];
  readonly notes: readonly string[];
}

/**
 * Finds the inventories to read. The folder of a whole project is no inventory, as all its files would be read as parts
 * of one. In such a folder ansible.cfg names the inventory.
 * @throws UserError, exit code 2, where ansible.cfg names no inventory that exists
 */
export async function inventoriesAt(path: string): Promise<Inventories> {
  const file = (await isFolder(path)) ? within(path, name) : path;
  if (basename(file) !== name || !(await isThere(file))) return { paths: [path], notes: [] };
  const { inventories, place } = await readConfig(file);
  const missing = await absent(inventories);
  if (inventories.length > 0 && missing === undefined)
    return { paths: inventories, notes: [`${place}: names ${inventories.join(', ')} as the inventory, which is read`] };
  const why = missing === undefined ? `${file} names no inventory` : `${place} names ${missing}, which is not there`;
  throw new UserError(`${why}.`, {
    hints: ['give the file or folder that ansible-playbook gets by -i, e.g. hosts.ini'],
    exitCode: 2,
  });
}

/** Reads the ansible.cfg beside an inventory or in a folder above. Ansible does so when a playbook is started there. */
export async function configOf(path: string): Promise<AnsibleConfig | undefined> {
  let folder = (await isFolder(path)) ? path : dirname(path);
  for (let level = 0; level < levels; level++) {
    if (await isThere(within(folder, name))) return readConfig(within(folder, name));
    folder = dirname(resolve(folder));
  }
  return undefined;
}

/** Gives the settings of ansible.cfg to hosts that do not set them. */
export function withConfig(hosts: readonly Host[], { vars }: AnsibleConfig) {
  const used = [...vars].filter(([key]) => hosts.some((host) => !host.vars.has(key)));
  return {
    hosts: hosts.map((host) => ({ ...host, vars: new Map([...vars, ...host.vars]) })),
    notes: used.map(([key, { place }]) => `${place}: taken as ${key} of hosts that have no own one`),
  };
}

async function readConfig(path: string): Promise<AnsibleConfig> {
  const { file, text } = await readSource(path);
  const at = (value: string) => (isAbsolute(value) || value.startsWith('~') ? value : join(dirname(file), value));
  const vars = new Map<string, { value: string; place: string }>();
  let section = '';
  let inventories: readonly string[] = [];
  let place = file;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    section = /^\[(.*)\]/.exec(line)?.[1] ?? section;
    const [, key = '', value = ''] = /^(\w+)\s*[=:]\s*(.*?)\s*(?:\s;.*)?$/.exec(line) ?? [];
    if (section !== 'defaults' || value === '') continue;
    const variable = variables[key];
    const here = `${file}:${index + 1}`;
    if (variable) vars.set(variable, { value: key.endsWith('file') ? at(value) : value, place: here });
    else if (key === 'inventory') {
      inventories = value.split(',').map((one) => at(one.trim()));
      place = here;
    }
  }
  return { vars, inventories, place };
}

async function absent(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if (!(await isThere(path))) return path;
  return undefined;
}
