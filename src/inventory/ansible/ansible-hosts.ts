import type { AnsibleInventory, Group, Variable, Vars } from './ansible-inventory.ts';

/** A host with the variables of all its groups. */
export interface Host {
  readonly name: string;
  /** Its groups and the groups around them, without all and ungrouped. */
  readonly groups: readonly string[];
  readonly vars: Vars;
  /** Where the host is named first: `hosts.ini:12`. */
  readonly place: string;
  /** The name that a comment beside its address gives it. */
  readonly comment?: string;
}

/**
 * Resolves groups. A variable of an inner group wins over that of an outer group, group_vars over the inventory, and a
 * host's own variable over all groups, as in
 * https://docs.ansible.com/ansible/latest/playbook_guide/playbooks_variables.html#understanding-variable-precedence
 */
export function hostsOf({ groups, hosts }: AnsibleInventory): readonly Host[] {
  const parents = parentsOf(groups);
  return [...hosts].map(([name, { vars, fileVars, place }]) => {
    const direct = [...groups].filter(([, group]) => group.hosts.has(name)).map(([group]) => group);
    const around = ['all', ...outermostFirst(direct, parents, groups).filter((group) => group !== 'all')];
    const having = around.flatMap((group) => groups.get(group) ?? []);
    const layers = [...having.map((group) => group.vars), ...having.map((group) => group.fileVars), vars, fileVars];
    return {
      name,
      place,
      groups: around.filter((group) => group !== 'all' && group !== 'ungrouped'),
      vars: new Map<string, Variable>(layers.flatMap((layer) => [...layer])),
    };
  });
}

type Parents = ReadonlyMap<string, readonly string[]>;

function parentsOf(groups: ReadonlyMap<string, Group>): Parents {
  const names = [...groups.keys()];
  return new Map(names.map((name) => [name, names.filter((parent) => groups.get(parent)?.children.has(name))]));
}

function outermostFirst(
  direct: readonly string[],
  parents: Parents,
  groups: ReadonlyMap<string, Group>,
): readonly string[] {
  const depths = new Map<string, number>();
  const visit = (group: string, path: readonly string[]): number => {
    // Stops at two groups that contain each other: they would be followed for ever.
    if (path.includes(group)) return 0;
    const above = (parents.get(group) ?? []).map((parent) => visit(parent, [...path, group]));
    const depth = Math.max(0, ...above.map((parent) => parent + 1));
    depths.set(group, depth);
    return depth;
  };
  for (const group of direct) visit(group, []);
  const priority = (group: string) => Number(groups.get(group)?.vars.get('ansible_group_priority')?.value ?? 1) || 1;
  return [...depths]
    .sort(([a, depthA], [b, depthB]) => depthA - depthB || priority(a) - priority(b) || (a < b ? -1 : 1))
    .map(([group]) => group);
}

/**
 * Splits hosts whose names have blanks. In YAML without colons after the names, several lines become one text, and
 * Ansible makes one host of it. Here each word is a host.
 */
export function oneByOne(hosts: readonly Host[]): {
  readonly hosts: readonly Host[];
  readonly notes: readonly string[];
} {
  const several = hosts.filter(({ name }) => /\s/.test(name));
  return {
    hosts: hosts.flatMap((host) => host.name.split(/\s+/).map((name) => ({ ...host, name }))),
    notes: several.map(({ name, place }) => {
      const names = name.split(/\s+/);
      const colons = 'a colon is missing behind each of them, and Ansible takes them for one host';
      return `${place}: guessed that ${names.join(', ')} are ${names.length} hosts: ${colons}`;
    }),
  };
}
