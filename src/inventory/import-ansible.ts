import { distributions } from '../distributions/table.ts';
import { UserError } from '../errors.ts';
import { agree } from './ansible/agree-with-ansible.ts';
import { configOf, inventoriesAt, withConfig } from './ansible/ansible-config.ts';
import { type Host, hostsOf, oneByOne } from './ansible/ansible-hosts.ts';
import { askAnsible } from './ansible/ask-ansible.ts';
import { withCommentedNames } from './ansible/commented-names.ts';
import { filled } from './ansible/fill-templates.ts';
import { notesOf, notesOnBoth, notesOnEmptyGroups } from './ansible/import-notes.ts';
import { importHosts, isNode } from './ansible/imported-nodes.ts';
import { readAnsible } from './ansible/read-ansible.ts';
import type { NewNode } from './edit-entries.ts';
import type { Remarks } from './inventory-text.ts';
import type { InventoryFile } from './schema.ts';

export interface ImportResult {
  readonly inventory: InventoryFile;
  /** What could not be taken over, and what was guessed, one sentence each. */
  readonly notes: readonly string[];
  /** The guesses again, by the path of the value: they become comments in the inventory. */
  readonly remarks: Remarks;
}

export interface ImportOptions {
  /** Name of the cluster. */
  readonly name: string;
  /** Only the hosts of this group become nodes. */
  readonly group?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Makes an inventory from one of Ansible: files or folders, in INI, YAML or JSON. Of several, a later one wins, as with
 * several `-i` of Ansible. Where Ansible is installed it reads the inventory. Passwords are not copied: microcloud asks
 * for them.
 * @throws UserError, exit code 2, when there are no hosts.
 */
export async function importAnsible(
  given: readonly string[],
  { env, ...options }: ImportOptions,
): Promise<ImportResult> {
  const all = await Promise.all(given.map(inventoriesAt));
  const paths = all.flatMap((one) => one.paths);
  const found = all.flatMap(({ notes }) => notes);
  const shown = paths.join(', ');
  const own = await readAnsible(...paths);
  const { inventory, notes } = own.isListing
    ? { inventory: own, notes: own.notes }
    : agree(own, await askAnsible(paths, env), shown);
  const misspelt = notesOnEmptyGroups(own, shown);
  const { hosts: known, notes: ofHosts } = oneByOne(hostsOf(inventory));
  const separate = { hosts: withCommentedNames(known, own.comments), notes: ofHosts };
  const config = await configOf(paths[0] ?? '.');
  const { hosts, notes: ofConfig } = config ? withConfig(separate.hosts, config) : { ...separate, notes: [] };
  const before = [...found, ...notes, ...misspelt, ...ofConfig, ...separate.notes];
  const { notes: others, ...result } = inventoryOf(hosts.map(filled), shown, options, own.notes);
  return { ...result, notes: [...before, ...others] };
}

/** Makes an inventory of hosts. `unread` says what was no host, for the error when there are no hosts. Pure. */
export function inventoryOf(
  hosts: readonly Host[],
  path: string,
  { name, group }: Omit<ImportOptions, 'env'>,
  unread: readonly string[] = [],
): ImportResult {
  const all = importHosts(hosts, group);
  const imported = all.filter(isNode);
  const notes = notesOf(all);
  if (imported.length === 0) {
    const left = [...unread, ...notes].map((note) => `\n  ${note}`).join('');
    throw new UserError(`There are no hosts in ${path}.${left}`, { hints, exitCode: 2 });
  }
  const { distribution, guess } = distributionOf(hosts, path);
  const nodes = imported.map(({ node }) => node);
  const shared = sharedSsh(nodes);
  const remarks = imported.flatMap(({ guesses }, index) =>
    [...guesses].map(([key, why]) => ({ path: ['nodes', index, key], text: `guessed: ${why}` })),
  );
  return {
    inventory: {
      cluster: { name, distribution },
      ...(Object.keys(shared).length > 0 ? { defaults: { ssh: shared } } : {}),
      nodes: nodes.map((node) => withoutShared(node, shared)),
    },
    notes: [
      ...notes,
      ...(distributions[distribution].keepsPodsAway ? notesOnBoth(imported) : []),
      ...(guess === undefined ? [] : [`cluster.distribution is guessed: ${guess}`]),
    ],
    remarks: [
      ...(guess === undefined ? [] : [{ path: ['cluster', 'distribution'], text: `guessed: ${guess}` }]),
      ...remarks,
    ],
  };
}

const hints = ['give the file or folder that ansible-playbook gets by -i, or that ansible.cfg names as inventory'];

/**
 * Finds out which Kubernetes was installed, by the names of groups and variables. The default is k3s, as for `inventory
 * init`.
 */
function distributionOf(hosts: readonly Host[], path: string): { distribution: 'k3s' | 'kubeadm'; guess?: string } {
  const names = hosts.flatMap(({ groups, vars }) => [...groups, ...vars.keys()]);
  if (names.some((text) => /^k3s|_k3s/i.test(text))) return { distribution: 'k3s' };
  if (names.some((text) => /^kube(adm|spray|_control_plane|_node|rnetes_(version|role))/i.test(text)))
    return { distribution: 'kubeadm' };
  const clue = cluesIn(hosts, path).find(({ text }) => /k3s/i.test(text));
  if (clue) return { distribution: 'k3s', guess: `k3s is a part of ${clue.what}, and nothing else says which it is` };
  const word = names.find((text) => /^(kube(?!config)|k8s)/i.test(text));
  return word === undefined
    ? { distribution: 'k3s', guess: 'no group and no variable says which Kubernetes it is' }
    : { distribution: 'kubeadm', guess: `${word} may be of any Kubernetes, and nothing says which it is` };
}

/** Lists names of hosts, values and the path: people often write "k3s" into them. */
function cluesIn(hosts: readonly Host[], path: string): readonly { readonly text: string; readonly what: string }[] {
  return [
    ...hosts.flatMap(({ name, vars }) => [
      { text: name, what: `the name ${name}` },
      ...[...vars].map(([key, { value }]) => ({ text: typeof value === 'string' ? value : '', what: `${key}` })),
    ]),
    { text: path, what: 'its path' },
  ];
}

/** Finds the settings that all nodes share: they go into the defaults. */
function sharedSsh(nodes: readonly NewNode[]): NonNullable<NewNode['ssh']> {
  const [first, ...others] = nodes.map(
    ({ ssh = {} }) => new Map(Object.entries(ssh).map(([key, value]) => [key, JSON.stringify(value)])),
  );
  const shared = [...(first ?? [])].filter(([key, value]) => others.every((other) => other.get(key) === value));
  return Object.fromEntries(shared.map(([key, value]) => [key, JSON.parse(value)]));
}

function withoutShared({ ssh = {}, ...node }: NewNode, shared: object): NewNode {
  const own = Object.entries(ssh).filter(([key]) => !(key in shared));
  return own.length === 0 ? node : { ...node, ssh: Object.fromEntries(own) };
}
