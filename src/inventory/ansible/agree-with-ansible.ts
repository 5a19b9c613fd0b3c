import { isDeepStrictEqual } from 'node:util';
import { type Host, hostsOf } from './ansible-hosts.ts';
import { AnsibleInventory, type Vars } from './ansible-inventory.ts';
import type { Answer } from './ask-ansible.ts';

interface Agreed {
  readonly inventory: AnsibleInventory;
  readonly notes: readonly string[];
}

/**
 * Takes Ansible's answer where there is one, and adds the files and lines, which only our own reader knows. Where the
 * two differ, Ansible is right, and a note says so.
 */
export function agree(own: AnsibleInventory, answer: Answer, path: string): Agreed {
  if (answer.kind !== 'read') return { inventory: own, notes: [...own.notes, reasons[answer.kind](path)] };
  const theirs = new Map(hostsOf(answer.inventory).map((host) => [host.name, host]));
  const ours = new Map(hostsOf(own).map((host) => [host.name, host]));
  const names = [...new Set([...ours.keys(), ...theirs.keys()])].filter((name) => theirs.has(name));
  const lost = [...ours.keys()].filter((name) => !theirs.has(name));
  const differing = names.filter((name) => !areAlike(ours.get(name), theirs.get(name)));
  return {
    inventory: inOrder(answer.inventory, names, ours),
    notes: [
      ...own.notes,
      `${path}: read by ansible-inventory, which is installed here`,
      ...lost.map((name) => `${ours.get(name)?.place}: ${name} is no host for ansible-inventory, and is left out`),
      ...differing.map(
        (name) =>
          `${name}: ansible-inventory reads its groups or variables in another way than microcloud: its answer is used`,
      ),
    ],
  };
}

const reasons: Readonly<Record<'absent' | 'refused', (path: string) => string>> = {
  absent: (path) => `${path}: read by microcloud itself, as ansible-inventory is not installed here`,
  refused: (path) =>
    `${path}: read by microcloud itself, as ansible-inventory refuses it: ansible-inventory -i ${path} --list says why`,
};

/** Sorts Ansible's inventory in the order of the files, and adds the places of hosts and variables. */
function inOrder(
  inventory: AnsibleInventory,
  names: readonly string[],
  ours: ReadonlyMap<string, Host>,
): AnsibleInventory {
  const ordered = new AnsibleInventory();
  for (const [name, group] of inventory.groups) ordered.groups.set(name, group);
  for (const name of names) {
    const entry = inventory.hosts.get(name);
    const known = ours.get(name);
    if (!entry) continue;
    const vars = new Map(
      [...entry.vars].map(([key, { value, place }]) => [key, { value, place: known?.vars.get(key)?.place ?? place }]),
    );
    ordered.hosts.set(name, { vars, fileVars: entry.fileVars, place: known?.place ?? entry.place });
  }
  return ordered;
}

function areAlike(a: Host | undefined, b: Host | undefined): boolean {
  if (!a || !b) return false;
  return (
    isDeepStrictEqual(a.groups.toSorted(), b.groups.toSorted()) && isDeepStrictEqual(scalars(a.vars), scalars(b.vars))
  );
}

/**
 * Makes variables comparable. Lists and mappings count as equal: they are not used, and in INI files they are texts.
 */
function scalars(vars: Vars): unknown {
  return [...vars]
    .map(([name, { value }]) => [
      name,
      typeof value === 'object' || /^[[{(]/.test(String(value)) ? 'many' : String(value),
    ])
    .sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
}
