import type { AnsibleInventory, Vars } from './ansible-inventory.ts';

/** A host with what all its groups give it. */
export interface Host {
  readonly name: string;
  /** Its groups and the groups around them, without all and ungrouped. */
  readonly groups: readonly string[];
  readonly vars: Vars;
}

/** Resolves groups: a variable of a child group wins over its parent's, and a host's own over all. */
export function hostsOf(inventory: AnsibleInventory): readonly Host[] {
  const parents = parentsOf(inventory);
  return [...inventory.hostVars].map(([name, own]) => {
    const direct = [...inventory.groups].filter(([, { hosts }]) => hosts.includes(name)).map(([group]) => group);
    const groups = ['all', ...outermostFirst(direct, parents).filter((group) => group !== 'all')];
    const vars = groups.map((group) => inventory.groups.get(group)?.vars ?? {});
    return {
      name,
      groups: groups.filter((group) => group !== 'all' && group !== 'ungrouped'),
      vars: Object.assign({}, ...vars, own),
    };
  });
}

function parentsOf({ groups }: AnsibleInventory): ReadonlyMap<string, readonly string[]> {
  const names = [...groups.keys()];
  return new Map(names.map((name) => [name, names.filter((parent) => groups.get(parent)?.children.includes(name))]));
}

function outermostFirst(direct: readonly string[], parents: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const depths = new Map<string, number>();
  const visit = (group: string, path: readonly string[]): number => {
    // Without this, two groups that contain each other would be followed for ever.
    if (path.includes(group)) return 0;
    const above = (parents.get(group) ?? []).map((parent) => visit(parent, [...path, group]));
    const depth = Math.max(0, ...above.map((parent) => parent + 1));
    depths.set(group, depth);
    return depth;
  };
  for (const group of direct) visit(group, []);
  return [...depths].sort(([a, depthA], [b, depthB]) => depthA - depthB || (a < b ? -1 : 1)).map(([group]) => group);
}
