import { AnsibleInventory, type Vars, vaulted } from './ansible-inventory.ts';

type Json = Readonly<Record<string, unknown>>;

/** Tells whether a value is what `ansible-inventory --list` and inventory scripts print. */
export function isListing(value: unknown): value is Json {
  if (!isRecord(value)) return false;
  if (isRecord(value._meta)) return true;
  const groups = Object.values(value);
  return groups.length > 0 && groups.every((group) => Array.isArray(group) || (isRecord(group) && hasLists(group)));
}

/** Reads what `ansible-inventory --list` prints: groups with lists of names, and the variables of all hosts. */
export function readListing(listing: Json, file: string): AnsibleInventory {
  const inventory = new AnsibleInventory();
  inventory.isListing = true;
  const meta = isRecord(listing._meta) && isRecord(listing._meta.hostvars) ? listing._meta.hostvars : {};
  for (const [name, value] of Object.entries(listing)) {
    if (name === '_meta') continue;
    // A script may give a list of hosts for a group.
    const given = Array.isArray(value) ? { hosts: value } : value;
    const group: Json = isRecord(given) ? given : {};
    inventory.group(name);
    if (isRecord(group.vars)) inventory.addVars(name, varsOf(group.vars, file));
    for (const child of namesIn(group.children)) inventory.addChild(name, child);
    for (const host of namesIn(group.hosts)) inventory.addHost(name, host, new Map(), file);
  }
  for (const [name, value] of Object.entries(meta)) {
    const isListed = inventory.hosts.has(name);
    inventory.addHost('all', name, isRecord(value) ? varsOf(value, file) : new Map(), file);
    if (isListed) inventory.group('all').hosts.delete(name);
  }
  return inventory;
}

function varsOf(values: Json, file: string): Vars {
  return new Map(Object.entries(values).map(([key, value]) => [key, { value: opened(value), place: file }]));
}

/** Takes a value out of Ansible's marks for values of its vault, and for texts that are no templates. */
function opened(value: unknown): unknown {
  if (!isRecord(value)) return value;
  if ('__ansible_vault' in value) return vaulted;
  return '__ansible_unsafe' in value ? value.__ansible_unsafe : value;
}

function namesIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function hasLists(group: Json): boolean {
  return Array.isArray(group.hosts) || Array.isArray(group.children);
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
