import { dirname, extname } from 'node:path';
import type { AnsibleInventory, Variable } from './ansible-inventory.ts';
import { isFolder, isVaultFile, namesIn, readSource, within } from './source-files.ts';
import { YamlSource } from './yaml-source.ts';

const endings = ['', '.yml', '.yaml', '.json'];

/**
 * Adds the variables in the folders group_vars and host_vars beside an inventory.
 * https://docs.ansible.com/ansible/latest/inventory_guide/intro_inventory.html#organizing-host-and-group-variables
 */
export async function addVariableFiles(inventory: AnsibleInventory, folder: string): Promise<void> {
  inventory.group('all');
  await addFolder(inventory, within(folder, 'group_vars'), 'group', inventory.groups);
  await addFolder(inventory, within(folder, 'host_vars'), 'host', inventory.hosts);
  await noteOtherFolders(inventory, folder);
}

type Targets = ReadonlyMap<string, { readonly fileVars: Map<string, Variable> }>;

async function addFolder(
  inventory: AnsibleInventory,
  folder: string,
  kind: 'group' | 'host',
  targets: Targets,
): Promise<void> {
  const names = await namesIn(folder);
  if (!names) return;
  const used = new Set<string>();
  for (const [target, { fileVars }] of targets) {
    // A host's name may contain any character. With a slash it would lead out of the folder.
    const [found, ...others] = target.includes('/')
      ? []
      : endings.map((ending) => `${target}${ending}`).filter((name) => names.includes(name));
    if (found === undefined) continue;
    for (const other of others)
      inventory.note(within(folder, other), `Ansible takes ${found} instead, and so does microcloud`);
    for (const name of [found, ...others]) used.add(name);
    for (const file of await filesOf(inventory, within(folder, found)))
      for (const [key, variable] of await variablesIn(inventory, file)) fileVars.set(key, variable);
  }
  const left = names.filter((name) => !used.has(name) && !isIgnored(name));
  for (const name of left) {
    const why = /\.sops\.\w+$/.test(name)
      ? 'sops keeps this file: its variables are not read'
      : `there is no such ${kind} in the inventory: left out`;
    inventory.note(within(folder, name), why);
  }
}

/** Lists a file, or all files of a folder and its subfolders, in Ansible's order. */
async function filesOf(inventory: AnsibleInventory, path: string): Promise<readonly string[]> {
  if (!(await isFolder(path))) return [path];
  const files: string[] = [];
  for (const name of (await namesIn(path)) ?? []) {
    if (isIgnored(name)) continue;
    const inner = within(path, name);
    if (endings.includes(extname(name)) && !(extname(name) !== '' && (await isFolder(inner))))
      files.push(...(await filesOf(inventory, inner)));
    else inventory.note(inner, 'Ansible does not read a file with this ending: left out');
  }
  return files;
}

async function variablesIn(inventory: AnsibleInventory, path: string): Promise<ReadonlyMap<string, Variable>> {
  const { file, text } = await readSource(path);
  if (isVaultFile(text)) {
    inventory.note(file, "Ansible's vault keeps this file: its variables are not read");
    return new Map();
  }
  const source = new YamlSource(text, file);
  const entries = source.isEmpty(source.root) ? [] : source.entries(source.root);
  const vars = source.vars(entries ?? []);
  inventory.notes.push(...source.notes);
  if (!entries) inventory.note(file, 'there are no “key: value” lines in this file: left out');
  return vars;
}

/** Notes folders of variables beside the inventory's folder: Ansible reads them only for a playbook that lies there. */
async function noteOtherFolders(inventory: AnsibleInventory, folder: string): Promise<void> {
  for (const name of ['group_vars', 'host_vars']) {
    const other = within(dirname(folder === '.' ? process.cwd() : folder), name);
    if (folder !== '/' && (await isFolder(other)))
      inventory.note(other, 'Ansible reads this folder only for playbooks that lie beside it: left out');
  }
}

function isIgnored(name: string): boolean {
  return name.startsWith('.') || name.endsWith('~');
}
