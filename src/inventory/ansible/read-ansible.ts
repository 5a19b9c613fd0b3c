import { dirname, extname } from 'node:path';
import { UserError } from '../../errors.ts';
import { otherLists, readList } from '../lists/read-list.ts';
import { readAnsibleIni } from './ansible-ini.ts';
import type { AnsibleInventory } from './ansible-inventory.ts';
import { isListing, readListing } from './ansible-json.ts';
import { readAnsibleYaml } from './ansible-yaml.ts';
import { combine } from './combine-inventories.ts';
import {
  isFolder,
  isVaultFile,
  looksLikeYaml,
  namesIn,
  ProgramError,
  readSource,
  type SourceFile,
  within,
} from './source-files.ts';
import { addVariableFiles } from './variable-files.ts';

/**
 * Reads an inventory of Ansible: files and folders of files, with group_vars and host_vars beside them.
 * @throws UserError, exit code 2, where a path has no inventory
 */
export async function readAnsible(...paths: readonly string[]): Promise<AnsibleInventory> {
  const parts: AnsibleInventory[] = [];
  const folders = new Set<string>();
  for (const path of paths) {
    const isMany = await isFolder(path);
    parts.push(isMany ? await readFolder(path) : readGiven(await readSource(path)));
    folders.add(isMany ? path : dirname(path));
  }
  const [only, ...others] = parts;
  const inventory = only && others.length === 0 ? only : combine(parts);
  if (inventory.hosts.size > maxHosts) throw tooMany(paths.join(', '), inventory.hosts.size);
  for (const folder of folders) await addVariableFiles(inventory, folder);
  return inventory;
}

/**
 * Reads a file that the user named. It may also be another kind of list. In a folder, other lists are not looked for:
 * Ansible would not read them.
 */
function readGiven(source: SourceFile): AnsibleInventory {
  return (isVaultFile(source.text) ? undefined : readList(source)) ?? readText(source);
}

// Kubernetes is made for at most 5000 nodes. A text about something else may look like a hundred thousand hosts.
const maxHosts = 5000;

function tooMany(path: string, count: number): UserError {
  return new UserError(`${path} has ${count} hosts: that is no inventory of a cluster.`, {
    hints: ['give the inventory itself, e.g. hosts.ini'],
    exitCode: 2,
  });
}

// Endings of files that Ansible does not read in a folder. Older releases also leave out .ini; newer ones read it.
const otherEndings = '.pyc .pyo .swp .bak .rpm .md .txt .rst .orig .cfg .retry'.split(' ');

async function readFolder(folder: string): Promise<AnsibleInventory> {
  const parts: AnsibleInventory[] = [];
  const notes: string[] = [];
  for (const name of (await namesIn(folder)) ?? []) {
    const path = within(folder, name);
    if (name.startsWith('.') || ['group_vars', 'host_vars', 'vars_plugins'].includes(name)) continue;
    if (otherEndings.includes(extname(name)) || name.endsWith('~'))
      notes.push(`${path}: Ansible does not read a file with this ending: left out`);
    else if (await isFolder(path)) parts.push(await readFolder(path));
    else {
      const part = await readPart(path);
      if (typeof part === 'string') notes.push(`${path}: ${part}`);
      else parts.push(part);
    }
  }
  const inventory = combine(parts);
  inventory.notes.push(...notes);
  return inventory;
}

/** Reads one file of a folder. If it is no inventory, returns the reason, as the other files may be one. */
async function readPart(path: string): Promise<AnsibleInventory | string> {
  try {
    return readText(await readSource(path));
  } catch (error) {
    if (error instanceof ProgramError) return 'this is a program, which microcloud does not run: left out';
    if (!(error instanceof UserError)) throw error;
    return `left out (${error.message.replace(/\.$/, '')})`;
  }
}

/** Reads the text of one file. */
export function readText(source: SourceFile): AnsibleInventory {
  const { file, text } = source;
  if (isVaultFile(text)) {
    const hints = [`ansible-vault view ${file} > hosts.yml, then import that and remove it`];
    throw new UserError(`Ansible's vault keeps ${file}: microcloud cannot read it.`, { hints, exitCode: 2 });
  }
  if (/^\s*\{/.test(text)) {
    const json = parsedJson(text);
    if (isListing(json)) return readListing(json, file);
  }
  if (looksLikeYaml(source)) return readAnsibleYaml(text, file);
  const { inventory, read, unread } = readAnsibleIni(text, file);
  if (unread <= read) return inventory;
  const [first = ''] = inventory.notes;
  throw new UserError(`${file} is not an Ansible inventory: most of its lines are not understood.\n  ${first}`, {
    hints: otherLists,
    exitCode: 2,
  });
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
