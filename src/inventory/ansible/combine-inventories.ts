import { AnsibleInventory } from './ansible-inventory.ts';

/** Joins the inventories of several files. A variable of a later file wins. */
export function combine(parts: readonly AnsibleInventory[]): AnsibleInventory {
  const whole = new AnsibleInventory();
  whole.isListing = parts.some(({ isListing }) => isListing);
  for (const { groups, hosts, comments, notes } of parts) {
    for (const [name, group] of groups) {
      whole.addVars(name, group.vars);
      for (const host of group.hosts) whole.addHost(name, host, new Map(), hosts.get(host)?.place ?? '');
      for (const child of group.children) whole.addChild(name, child);
    }
    for (const [name, { vars }] of hosts)
      for (const [key, variable] of vars) whole.hosts.get(name)?.vars.set(key, variable);
    for (const [host, name] of comments) whole.comments.set(host, name);
    whole.notes.push(...notes);
  }
  return whole;
}
