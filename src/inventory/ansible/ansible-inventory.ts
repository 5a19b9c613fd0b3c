export type Vars = Readonly<Record<string, unknown>>;

export interface Group {
  readonly hosts: string[];
  readonly children: string[];
  vars: Vars;
}

/** An Ansible inventory as its file has it: its groups are not resolved yet. */
export class AnsibleInventory {
  readonly groups = new Map<string, Group>();
  readonly hostVars = new Map<string, Vars>();
  /** Lines that were not understood. */
  readonly notes: string[] = [];

  group(name: string): Group {
    const group = this.groups.get(name) ?? { hosts: [], children: [], vars: {} };
    this.groups.set(name, group);
    return group;
  }

  addHost(group: string, host: string, vars: Vars): void {
    const { hosts } = this.group(group);
    if (!hosts.includes(host)) hosts.push(host);
    this.hostVars.set(host, { ...this.hostVars.get(host), ...vars });
  }

  addVars(group: string, vars: Vars): void {
    const target = this.group(group);
    target.vars = { ...target.vars, ...vars };
  }

  addChild(group: string, child: string): void {
    this.group(group).children.push(child);
    this.group(child);
  }
}

/** Stands for a value of `!vault`: it is a secret, and only Ansible can open it. */
export const vaulted = Symbol('vaulted');
