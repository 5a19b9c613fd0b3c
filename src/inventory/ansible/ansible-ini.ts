import { AnsibleInventory, type Vars } from './ansible-inventory.ts';
import { readPattern } from './host-range.ts';
import { pythonValue, shellWords, type Words } from './shell-words.ts';

const section = /^\[([^\]:]+)(?::(\w+))?\]\s*(?:#.*)?$/;

type Kind = 'hosts' | 'vars' | 'children';

/** Adds a line to the inventory. Returns what is wrong with the line; undefined when it was understood. */
type Entry = (inventory: AnsibleInventory, group: string, line: string, place: string) => string | undefined;

/**
 * Reads Ansible's INI inventories. Lines that are not understood become notes, although Ansible itself refuses such a
 * file. `unread` counts these lines, and `read` the others.
 */
export function readAnsibleIni(
  text: string,
  file: string,
): { inventory: AnsibleInventory; read: number; unread: number } {
  const inventory = new AnsibleInventory();
  let under: { group: string; kind: Kind } | undefined = { group: 'ungrouped', kind: 'hosts' };
  let read = 0;
  for (const [index, raw] of text.split(/\r\n?|\n/).entries()) {
    const line = raw.trim();
    const place = `${file}:${index + 1}`;
    if (line === '' || /^[#;]/.test(line)) continue;
    if (isHeading(line)) {
      under = heading(line);
      if (under) inventory.group(under.group);
      else inventory.note(place, 'this heading is not understood: what follows it is left out');
      if (under) read += 1;
      continue;
    }
    const mistake = under ? entries[under.kind](inventory, under.group, line, place) : 'left out';
    if (mistake === undefined) read += 1;
    else inventory.note(place, mistake);
  }
  return { inventory, read, unread: inventory.notes.length };
}

// A line that begins with [ may also be a range of hosts or an IPv6 address.
function isHeading(line: string): boolean {
  return line.startsWith('[') && (section.test(line) || 'mistake' in readPattern(line.split(/\s/, 1).join()));
}

function heading(line: string): { group: string; kind: Kind } | undefined {
  const [, group, kind = 'hosts'] = section.exec(line) ?? [];
  return group !== undefined && isKind(kind) ? { group: group.trim(), kind } : undefined;
}

const entries: Readonly<Record<Kind, Entry>> = {
  hosts(inventory, group, line, place) {
    const { words, isMended } = wordsOf(line);
    if (!words) return 'a quote is not closed: the line is left out';
    const [name = '', ...assignments] = words;
    const pattern = readPattern(name);
    if ('mistake' in pattern) return `${pattern.mistake}: the line is left out`;
    const pairs = assignments.map((word) => /^([\w.-]+)=(.*)$/s.exec(word));
    const vars: Vars = new Map([
      ...(pattern.port === undefined ? [] : [['ansible_port', { value: pattern.port, place }] as const]),
      ...pairs.flatMap((pair) =>
        pair ? [[pair[1] ?? '', { value: pythonValue(pair[2] ?? ''), place }] as const] : [],
      ),
    ]);
    for (const host of pattern.hosts) inventory.addHost(group, host, vars, place);
    inventory.addComment(pattern.hosts, line);
    if (pairs.includes(null)) return 'a part of this line is no key=value and left out';
    return isMended ? 'Ansible refuses blanks around the =: taken as if there were none' : undefined;
  },
  vars(inventory, group, line, place) {
    // In a section `:vars` the value is the rest of the line, with blanks.
    const [, key, sign, value = ''] = /^([\w.-]+)\s*([=:])\s*(.*)$/.exec(line) ?? [];
    if (key === undefined) return 'this is no key=value and left out';
    inventory.addVars(group, new Map([[key, { value: pythonValue(value), place }]]));
    return sign === ':' ? 'Ansible refuses this colon: taken as =' : undefined;
  },
  children(inventory, group, line) {
    const [child = '', ...rest] = shellWords(line) ?? [];
    if (child === '' || rest.length > 0) return 'this is no name of a group and left out';
    inventory.addChild(group, child);
    return undefined;
  },
};

/** Splits a line into words, and reads `key = value` as key=value: nothing else can be meant. */
function wordsOf(line: string): { words: Words; isMended?: true } {
  const words = shellWords(line);
  const [, ...assignments] = words ?? [];
  if (!assignments.some((word) => word === '=' || /^=|^[\w.-]+=?$/.test(word))) return { words };
  const mended = line.replaceAll(/(\s[\w.-]+)(?:\s+=\s*|=\s+(?=[^\s=]+(?:\s|$)))/g, '$1=');
  return mended === line ? { words } : { words: shellWords(mended), isMended: true };
}

function isKind(text: string): text is Kind {
  return text === 'hosts' || text === 'vars' || text === 'children';
}
