import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import type { AnsibleInventory } from './ansible-inventory.ts';
import { isListing, readListing } from './ansible-json.ts';
import { isFolder } from './source-files.ts';

/** The inventory as Ansible reads it, or the reason why there is none. */
export type Answer =
  | { readonly kind: 'read'; readonly inventory: AnsibleInventory; readonly by: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'refused'; readonly by: string };

/**
 * Lets `ansible-inventory` read an inventory, where it is installed. The settings here keep it from running a program
 * of the inventory, and from reading an ansible.cfg, which could name programs.
 */
export async function askAnsible(paths: readonly string[], env: NodeJS.ProcessEnv): Promise<Answer> {
  const by = 'ansible-inventory';
  const PATH = absoluteOnly(env.PATH);
  // Not on Windows: Ansible does not run there, and Windows would look for the program in the inventory's folder first.
  if (PATH === '' || process.platform === 'win32') return { kind: 'absent' };
  // Its working directory is the inventory's folder, where a playbook may lie: so it reads the variables beside the
  // inventory, and no others.
  const [first = '.'] = paths;
  const cwd = (await isFolder(first)) ? first : dirname(first);
  const scratch = await mkdtemp(join(tmpdir(), 'microcloud-ansible-'));
  // An empty file: /dev/null is an error for Ansible, and without a file it would look in other places.
  const config = join(scratch, 'ansible.cfg');
  await writeFile(config, '');
  const printed = await list(paths, cwd, {
    ...withoutSettings(env),
    ...settings,
    ANSIBLE_CONFIG: config,
    ...(PATH !== undefined && { PATH }),
  }).finally(() => rm(scratch, { recursive: true, force: true }));
  if (printed === 'absent') return { kind: 'absent' };
  const listing = printed === undefined ? undefined : listingIn(printed);
  const inventory = isListing(listing) ? readListing(listing, by) : undefined;
  return inventory && inventory.hosts.size > 0 ? { kind: 'read', inventory, by } : { kind: 'refused', by };
}

function list(paths: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  return new Promise((settle) => {
    const limits = { timeout: 60_000, maxBuffer: 50_000_000 };
    const args = [...paths.flatMap((path) => ['-i', resolve(path)]), '--list'];
    execFile('ansible-inventory', args, { cwd, env, ...limits }, (error, stdout) => {
      if (!error) settle(stdout);
      else settle(error.code === 'ENOENT' ? 'absent' : undefined);
    });
  });
}

/**
 * Removes relative folders from PATH: they would lead into the inventory's folder, whose programs nobody has checked.
 */
function absoluteOnly(path: string | undefined): string | undefined {
  return path
    ?.split(delimiter)
    .filter((folder) => isAbsolute(folder))
    .join(delimiter);
}

/** Removes the user's own settings of Ansible, which could name programs, too. */
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('ANSIBLE_')));
}

const settings = {
  ANSIBLE_INVENTORY_ENABLED: 'yaml,ini',
  ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED: 'true',
  // Files that are left out of a folder. Older releases of Ansible also leave out .ini, newer ones read it.
  ANSIBLE_INVENTORY_IGNORE: '.pyc,.pyo,.swp,.bak,~,.rpm,.md,.txt,.rst,.orig,.cfg,.retry',
  ANSIBLE_NOCOLOR: '1',
  // Ansible refuses to start where the locale is not UTF-8.
  LC_ALL: 'C.UTF-8',
};

function listingIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
