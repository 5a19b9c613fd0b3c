import type { NewNode } from '../edit-entries.ts';
import { isLoginName } from '../login-name.ts';
import { type Variable, type Vars, vaulted } from './ansible-inventory.ts';
import { aboutVariable } from './variable-advice.ts';
import { labelsIn, taintsIn } from './variable-roles.ts';

type Ssh = NonNullable<NewNode['ssh']>;

/** A variable that is not taken over, or not as it stands. */
export interface Remark {
  readonly name: string;
  readonly place: string;
  /** Why, without the value of the variable. All variables of a kind have the same text. */
  readonly why: string;
}

/** The settings in a host's variables that microcloud has too, and what is to be said about the others. */
export interface Understood {
  readonly address?: string;
  readonly ssh: Ssh;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly string[];
  readonly remarks: readonly Remark[];
}

type Settings = { readonly address?: string; readonly ssh?: Ssh };
/** Reads a value; undefined for one that cannot be right. */
type Setting = (value: string) => Settings | undefined;

const address: Setting = (text) => ({ address: text });
const user: Setting = (text) => (isLoginName(text) ? { ssh: { user: text } } : undefined);
const identityFile: Setting = (text) => ({ ssh: { identityFile: text } });
const port: Setting = (text) => {
  const isPort = /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535;
  return isPort ? { ssh: { port: Number(text) } } : undefined;
};

/**
 * Variables that microcloud has settings for. Where a host has two for the same setting, Ansible takes the later one in
 * this list.
 */
const settings: Readonly<Record<string, Setting>> = {
  ansible_host: address,
  ansible_ssh_host: address,
  ansible_user: user,
  ansible_ssh_user: user,
  ansible_port: port,
  ansible_ssh_port: port,
  ansible_private_key_file: identityFile,
  ansible_ssh_private_key_file: identityFile,
};

const login: Ssh = { password: { prompt: true } };
const sudo: Ssh = { sudoPassword: { prompt: true } };
const secrets: Readonly<Record<string, Ssh>> = {
  ansible_password: login,
  ansible_ssh_pass: login,
  ansible_ssh_password: login,
  ansible_become_pass: sudo,
  ansible_become_password: sudo,
  ansible_sudo_pass: sudo,
};

/** Sorts a host's variables into settings, labels, taints and remarks. An empty value counts as not set. */
export function understand(vars: Vars): Understood {
  const remarks: Remark[] = [];
  const found: Settings[] = [];
  const known = [...Object.keys(settings), ...Object.keys(secrets)];
  for (const name of known.filter((key) => isSet(vars.get(key)))) {
    const { value, place, called = name } = vars.get(name) as Variable;
    const secret = secrets[name];
    const remark = (why: string) => remarks.push({ name: called, place, why });
    if (secret) {
      found.push({ ssh: secret });
      remark('is not copied: microcloud asks for it');
      continue;
    }
    const text = usableText(value, remark);
    const setting = text === undefined ? undefined : settings[name]?.(text);
    if (setting) found.push(setting);
    else if (text !== undefined) remark('has a value that cannot be right, and is left out');
  }
  for (const [name, variable] of vars) {
    const why = known.includes(name) ? undefined : aboutVariable(name, variable.value, known);
    if (why !== undefined) remarks.push({ name: variable.called ?? name, place: variable.place, why });
  }
  return {
    ...Object.assign({}, ...found),
    ssh: inOrder(Object.assign({}, ...found.map(({ ssh }) => ssh))),
    labels: labelsIn(vars),
    taints: taintsIn(vars),
    remarks,
  };
}

function isSet(variable: Variable | undefined): boolean {
  return variable !== undefined && variable.value !== null && variable.value !== '';
}

/** Returns the text of a value, or undefined and a remark where it has none. */
function usableText(value: unknown, remark: (why: string) => void): string | undefined {
  if (value === vaulted || /^ENC\[/.test(String(value))) remark('is encrypted, and left out');
  else if (typeof value !== 'string' && typeof value !== 'number') remark('has no text as its value, and is left out');
  else if (/\{\{|\{%/.test(String(value))) remark('is a template, which only Ansible can fill in, and left out');
  else {
    // In a section `:vars` Ansible takes a comment (#) for a part of the value.
    const [text = ''] = String(value).split(/\s+#/, 1);
    if (text !== String(value)) remark('has a comment in its value: only what stands before # is taken');
    return text.trim();
  }
  return undefined;
}

function inOrder(ssh: Ssh): Ssh {
  const keys = ['user', 'port', 'identityFile', 'password', 'sudoPassword'] as const;
  return Object.fromEntries(keys.filter((key) => ssh[key] !== undefined).map((key) => [key, ssh[key]]));
}
