import { extname } from 'node:path';
import { UserError } from '../errors.ts';
import { type Host, hostsOf } from './ansible/ansible-hosts.ts';
import { readAnsibleIni } from './ansible/ansible-ini.ts';
import { understand } from './ansible/ansible-variables.ts';
import { readAnsibleYaml } from './ansible/ansible-yaml.ts';
import { roleOf } from './ansible/group-roles.ts';
import { type Imported, notesOf } from './ansible/import-notes.ts';
import { nodeName } from './ansible/node-name.ts';
import type { NewNode } from './edit-nodes.ts';
import { isControlPlane } from './node-roles.ts';
import type { InventoryFile } from './schema.ts';

export interface ImportResult {
  readonly inventory: InventoryFile;
  /** What could not be taken over, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * Makes an inventory from one of Ansible, INI or YAML. Passwords are not copied: microcloud asks for them.
 * @throws UserError when there are no hosts in the text.
 */
export function importAnsible(text: string, path: string, options: { name: string }): ImportResult {
  const ansible = isYaml(text, path) ? readAnsibleYaml(text, path) : readAnsibleIni(text);
  const all = importHosts(hostsOf(ansible));
  const imported = all.filter(({ isLocal }) => !isLocal);
  if (imported.length === 0) throw new UserError(`There are no hosts in ${path}.`, { exitCode: 2 });
  const nodes = withControlPlane(imported.map(({ node }) => node));
  const shared = sharedSsh(nodes);
  const names = [...ansible.groups.keys(), ...imported.flatMap(({ unknown }) => unknown)];
  return {
    inventory: {
      cluster: { name: options.name, distribution: names.some((name) => /^k3s/i.test(name)) ? 'k3s' : 'kubeadm' },
      ...(Object.keys(shared).length > 0 ? { defaults: { ssh: shared } } : {}),
      nodes: nodes.map((node) => withoutShared(node, shared)),
    },
    notes: [...ansible.notes, ...notesOf(all)],
  };
}

function importHosts(hosts: readonly Host[]): readonly Imported[] {
  const taken = new Set<string>();
  return hosts.map((host) => {
    const understood = understand(host.vars);
    const name = nodeName(host.name, taken);
    taken.add(name);
    const { address = host.name, ssh } = understood;
    return { ...understood, host, node: { name, role: roleOf(host.groups), address, ssh } };
  });
}

function withControlPlane(nodes: readonly NewNode[]): readonly NewNode[] {
  if (nodes.some(isControlPlane)) return nodes;
  return nodes.map((node, index) => (index === 0 ? { ...node, role: 'control-plane' } : node));
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

function isYaml(text: string, path: string): boolean {
  return (
    ['.yml', '.yaml', '.json'].includes(extname(path)) || /^(---|[\w-]+:\s*$)/m.test(text.split('\n', 20).join('\n'))
  );
}
