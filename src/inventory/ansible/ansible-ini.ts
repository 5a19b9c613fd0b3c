import { AnsibleInventory, type Vars } from './ansible-inventory.ts';
import { hostsOfPattern } from './host-range.ts';

type Kind = 'hosts' | 'vars' | 'children';

/** Reads Ansible's INI inventories. Lines that are not understood become notes. */
export function readAnsibleIni(text: string): AnsibleInventory {
  const inventory = new AnsibleInventory();
  let section: { group: string; kind: Kind } = { group: 'ungrouped', kind: 'hosts' };
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === '' || /^[#;]/.test(line)) continue;
    const [heading, group, kind = 'hosts'] = /^\[([^\]:]+)(?::(\w+))?\]\s*(?:#.*)?$/.exec(line) ?? [];
    if (heading !== undefined && group !== undefined && isKind(kind)) {
      section = { group: group.trim(), kind };
      inventory.group(section.group);
    } else if (heading !== undefined || !entries[section.kind](inventory, section.group, line)) {
      inventory.notes.push(`line ${index + 1} is not understood, or only in part`);
    }
  }
  return inventory;
}

const entries: Readonly<Record<Kind, (inventory: AnsibleInventory, group: string, line: string) => boolean>> = {
  hosts(inventory, group, line) {
    const [pattern = '', ...assignments] = words(line);
    const vars = assignments.map(assignment);
    // pi-1:2222 is a port; in pi[1:3] the colon belongs to the range.
    const [, host = pattern, port] = /^(.*[^:\]]|.*\]):(\d+)$/.exec(pattern) ?? [];
    const own = port === undefined ? {} : { ansible_port: port };
    for (const name of hostsOfPattern(host)) inventory.addHost(group, name, { ...own, ...Object.assign({}, ...vars) });
    return !vars.includes(undefined);
  },
  vars(inventory, group, line) {
    // In a section :vars the rest of the line is one value, with its blanks.
    const [, key, value = ''] = /^([\w.-]+)\s*=\s*(.*)$/.exec(line) ?? [];
    if (key !== undefined) inventory.addVars(group, { [key]: unquoted(value.replace(/\s+#.*$/, '')) });
    return key !== undefined;
  },
  children(inventory, group, line) {
    const [child = '', ...rest] = words(line);
    if (child === '' || rest.length > 0) return false;
    inventory.addChild(group, child);
    return true;
  },
};

function assignment(word: string): Vars | undefined {
  const [, key, value = ''] = /^([\w.-]+)=(.*)$/s.exec(word) ?? [];
  return key === undefined ? undefined : { [key]: value };
}

/** Splits a line into words as a shell does. A # at the start of a word begins a comment. */
function words(line: string): readonly string[] {
  const found: string[] = [];
  for (const [word] of line.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)) {
    if (word.startsWith('#')) break;
    found.push(word.replaceAll(/"([^"]*)"|'([^']*)'/g, (_, double, single) => double ?? single));
  }
  return found;
}

function unquoted(value: string): string {
  return /^(["']).*\1$/.test(value) ? value.slice(1, -1) : value;
}

function isKind(text: string): text is Kind {
  return text === 'hosts' || text === 'vars' || text === 'children';
}
