import { parse, YAMLParseError } from 'yaml';
import { UserError } from '../../errors.ts';
import { AnsibleInventory, type Vars, vaulted } from './ansible-inventory.ts';
import { hostsOfPattern } from './host-range.ts';

const tags = [
  { tag: '!vault', resolve: () => vaulted },
  { tag: '!unsafe', resolve: (text: string) => text },
];

/**
 * Reads Ansible's YAML inventories.
 * @throws UserError when the text is no such inventory.
 */
export function readAnsibleYaml(text: string, path: string): AnsibleInventory {
  const inventory = new AnsibleInventory();
  const groups = groupsOf(parseYaml(text, path));
  if (!groups) throw notAnInventory(path);
  for (const [name, group] of Object.entries(groups)) addGroup(inventory, name, group);
  return inventory;
}

function addGroup(inventory: AnsibleInventory, name: string, value: unknown): void {
  inventory.group(name);
  const group = groupsOf(value) ?? {};
  inventory.addVars(name, groupsOf(group.vars) ?? {});
  for (const [pattern, vars] of Object.entries(groupsOf(group.hosts) ?? {})) {
    for (const host of hostsOfPattern(pattern)) inventory.addHost(name, host, groupsOf(vars) ?? {});
  }
  for (const [child, inner] of Object.entries(groupsOf(group.children) ?? {})) {
    inventory.addChild(name, child);
    addGroup(inventory, child, inner);
  }
}

function parseYaml(text: string, path: string): unknown {
  try {
    return parse(text, { customTags: tags, prettyErrors: true, logLevel: 'error' });
  } catch (error) {
    // The parser's message may quote a password. The line and the column of the error do not.
    const place = error instanceof YAMLParseError ? error.linePos?.[0] : undefined;
    const where = place ? `${path}:${place.line}:${place.col}` : path;
    throw new UserError(`${where}: this is not valid YAML.`, { exitCode: 2 });
  }
}

function groupsOf(value: unknown): Vars | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Vars) : undefined;
}

function notAnInventory(path: string): UserError {
  return new UserError(`${path} is not an Ansible inventory: it has no groups.`, {
    hints: ['ansible-inventory -i YOURS --list --yaml > hosts.yaml, then import that'],
    exitCode: 2,
  });
}
