import type { Node } from 'yaml';
import { UserError } from '../../errors.ts';
import { parseAddress } from '../ipv4.ts';
import { AnsibleInventory, type Vars } from './ansible-inventory.ts';
import { readPattern } from './host-range.ts';
import { type Entry, YamlSource } from './yaml-source.ts';

/**
 * Reads Ansible's YAML inventories. Lists and texts instead of mappings are read by what they obviously mean, with a
 * note, although Ansible itself refuses most of them.
 * @throws UserError when the text is no such inventory.
 */
export function readAnsibleYaml(text: string, file: string): AnsibleInventory {
  const source = new YamlSource(text, file);
  const groups = source.entries(source.root);
  if (!groups) throw notAnInventory(file, isPlaybook(source));
  if (groups.some(({ key }) => key === 'plugin')) throw needsAnsible(file);
  const reader = new Reader(source);
  for (const group of groups) reader.group(group, 0);
  reader.inventory.notes.unshift(...source.notes);
  return reader.inventory;
}

class Reader {
  readonly inventory = new AnsibleInventory();
  readonly #source: YamlSource;

  constructor(source: YamlSource) {
    this.#source = source;
  }

  group({ key: name, value, place }: Entry, depth: number): void {
    const parts = this.#source.isEmpty(value) ? [] : this.#source.entries(value);
    if (!parts || depth > 50) {
      this.inventory.note(place, `${name} is no group with hosts, vars or children, and is left out`);
      return;
    }
    this.inventory.group(name);
    for (const part of parts) {
      if (part.key === 'vars') this.#vars(name, part);
      else if (part.key === 'hosts') this.#hosts(name, part);
      else if (part.key === 'children') this.#children(name, part, depth);
      else {
        const why = 'only hosts, vars and children belong directly into a group';
        this.inventory.note(part.place, `${part.key} of ${name} is left out: ${why}`);
      }
    }
  }

  #vars(group: string, { value, place }: Entry): void {
    const entries = this.#source.isEmpty(value) ? [] : this.#mapping(value);
    if (entries) this.inventory.addVars(group, this.#source.vars(entries));
    else this.inventory.note(place, `vars of ${group} are no “key: value” lines and left out`);
  }

  #hosts(group: string, { key, value, place }: Entry): void {
    for (const host of this.#named(value, `${key} of ${group}`, place)) this.#host(group, host);
  }

  #host(group: string, { key, value, place }: Entry): void {
    const pattern = readPattern(key);
    if ('mistake' in pattern) {
      this.inventory.note(place, `${pattern.mistake}: the host is left out`);
      return;
    }
    const port: Vars = new Map(pattern.port === undefined ? [] : [['ansible_port', { value: pattern.port, place }]]);
    const vars = new Map([...port, ...this.#hostVars(key, value, place)]);
    for (const name of pattern.hosts) this.inventory.addHost(group, name, vars, place);
    this.inventory.addComment(pattern.hosts, this.#source.lineAt(place));
  }

  #hostVars(name: string, value: Node | null, place: string): Vars {
    if (this.#source.isEmpty(value)) return new Map();
    const entries = this.#mapping(value);
    if (entries) return this.#source.vars(entries);
    const text = this.#source.text(value);
    if (text !== undefined && parseAddress(text) !== undefined) {
      this.inventory.note(place, `${name} has an address where its variables belong: taken as ansible_host`);
      return new Map([['ansible_host', { value: text, place }]]);
    }
    this.inventory.note(place, `what stands at ${name} is no “key: value” line and left out`);
    return new Map();
  }

  #children(group: string, { key, value, place }: Entry, depth: number): void {
    for (const child of this.#named(value, `${key} of ${group}`, place)) {
      this.inventory.addChild(group, child.key);
      this.group(child, depth + 1);
    }
  }

  /** Reads named entries: a mapping, a list of names, a single name, or a list of mappings with one name each. */
  #named(value: Node | null, what: string, place: string): readonly Entry[] {
    if (this.#source.isEmpty(value)) return [];
    const entries = this.#source.entries(value);
    if (entries) return entries;
    const text = this.#source.text(value);
    // Ansible's own documentation allows one name without a colon.
    if (text !== undefined)
      return text.trim() === '' ? [] : [{ key: text.trim(), value: null, place: this.#source.placeOf(value) }];
    this.inventory.note(place, `${what} are a list, which Ansible refuses: taken as names. Write “name:” for “- name”`);
    return (this.#source.items(value) ?? []).flatMap((item) => this.#item(item));
  }

  #item(item: Node | null): readonly Entry[] {
    const key = this.#source.text(item);
    const place = this.#source.placeOf(item);
    if (key !== undefined) return [{ key, value: null, place }];
    const entries = this.#source.entries(item);
    if (entries?.length === 1) return entries;
    this.inventory.note(place, 'this entry of a list is no name and left out');
    return [];
  }

  /** Reads a mapping, also where it is written as a list of mappings. */
  #mapping(value: Node | null): readonly Entry[] | undefined {
    const items = this.#source.items(value);
    if (!items) return this.#source.entries(value);
    const maps = items.map((item) => this.#source.entries(item));
    return maps.every((map) => map !== undefined) ? maps.flat() : undefined;
  }
}

function isPlaybook(source: YamlSource): boolean {
  const first = source.entries(source.items(source.root)?.[0] ?? null) ?? [];
  return first.some(({ key }) =>
    ['tasks', 'roles', 'import_playbook', 'ansible.builtin.import_playbook'].includes(key),
  );
}

function notAnInventory(file: string, isPlay: boolean): UserError {
  return isPlay
    ? new UserError(`${file} is a playbook of Ansible, not an inventory.`, {
        hints: ['look for the file or folder that ansible-playbook gets by -i, or that ansible.cfg names as inventory'],
        exitCode: 2,
      })
    : new UserError(`${file} is not an Ansible inventory: it has no groups.`, { hints: [listHint(file)], exitCode: 2 });
}

/** Makes the error for an inventory that only Ansible can read: that of a plugin. */
function needsAnsible(file: string): UserError {
  return new UserError(`${file} says how Ansible finds the hosts, and does not list them.`, {
    hints: [listHint(file)],
    exitCode: 2,
  });
}

function listHint(file: string): string {
  return `ansible-inventory -i ${file} --list > hosts.json, then: microcloud inventory import hosts.json`;
}
