/** A variable, and where it is written: `hosts.ini:12`, or the file alone. */
export interface Variable {
  readonly value: unknown;
  readonly place: string;
  /** The name that it has there, where that is another one than Ansible's. */
  readonly called?: string;
}

export type Vars = ReadonlyMap<string, Variable>;

interface WithVars {
  /** Variables in the inventory itself. */
  readonly vars: Map<string, Variable>;
  /** Variables of group_vars/ or host_vars/: they win over those of the inventory itself. */
  readonly fileVars: Map<string, Variable>;
}

export interface Group extends WithVars {
  readonly hosts: Set<string>;
  readonly children: Set<string>;
}

interface HostEntry extends WithVars {
  /** Where the host is named first. */
  readonly place: string;
}

/** An inventory of Ansible as its files describe it: groups are not resolved yet. */
export class AnsibleInventory {
  readonly groups = new Map<string, Group>();
  readonly hosts = new Map<string, HostEntry>();
  /** Names in comments beside hosts, by the host. */
  readonly comments = new Map<string, string>();
  /** What was not understood, or read in another way than Ansible does, with file and line. */
  readonly notes: string[] = [];
  /**
   * Whether this is the output of `ansible-inventory --list`, or another program's list: Ansible need not be asked
   * again.
   */
  isListing = false;

  group(name: string): Group {
    const group = this.groups.get(name) ?? {
      hosts: new Set(),
      children: new Set(),
      vars: new Map(),
      fileVars: new Map(),
    };
    this.groups.set(name, group);
    return group;
  }

  addHost(group: string, name: string, vars: Vars, place: string): void {
    this.group(group).hosts.add(name);
    const host = this.hosts.get(name) ?? { vars: new Map(), fileVars: new Map(), place };
    this.hosts.set(name, host);
    for (const [key, variable] of vars) host.vars.set(key, variable);
  }

  addVars(group: string, vars: Vars): void {
    const target = this.group(group).vars;
    for (const [key, variable] of vars) target.set(key, variable);
  }

  addChild(group: string, child: string): void {
    this.group(group).children.add(child);
    this.group(child);
  }

  /**
   * Keeps the name in the comment at the end of a host's line: `10.0.0.5  # pi-5`. It must be one word with a digit, a
   * hyphen or a dot, as comments also say what a machine is or has.
   */
  addComment(hosts: readonly string[], line: string): void {
    const [, word = ''] = /\s#+\s*([a-z][\w-]*(?:\.[\w-]+)*)\s*$/i.exec(line) ?? [];
    const [host, ...others] = hosts;
    if (host !== undefined && others.length === 0 && /[\d.-]/.test(word)) this.comments.set(host, word);
  }

  note(place: string, sentence: string): void {
    this.notes.push(`${place}: ${sentence}`);
  }
}

/** Stands for a value that Ansible's vault keeps: it is a secret, and only Ansible can open it. */
export const vaulted = Symbol('vaulted');
