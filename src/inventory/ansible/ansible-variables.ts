import type { InventoryFile } from '../schema.ts';
import { type Vars, vaulted } from './ansible-inventory.ts';

type Ssh = NonNullable<InventoryFile['nodes'][number]['ssh']>;

/** The settings in a host's variables that microcloud has too, and the variables that it cannot take over. */
export interface Understood {
  readonly address?: string;
  readonly ssh: Ssh;
  /** Names of variables that are passwords: microcloud asks for them and does not copy them. */
  readonly secrets: readonly string[];
  /** Names of variables that hold a template. */
  readonly templates: readonly string[];
  /** Names of variables that mean nothing here. */
  readonly unknown: readonly string[];
  readonly isLocal: boolean;
}

interface Target {
  readonly address?: string;
  readonly ssh?: Ssh;
}

const values: Readonly<Record<string, (value: string) => Target>> = {
  ansible_host: (address) => ({ address }),
  ansible_ssh_host: (address) => ({ address }),
  ansible_user: (user) => ({ ssh: { user } }),
  ansible_ssh_user: (user) => ({ ssh: { user } }),
  ansible_port: (port) => ({ ssh: { port: Number(port) } }),
  ansible_ssh_port: (port) => ({ ssh: { port: Number(port) } }),
  ansible_private_key_file: (identityFile) => ({ ssh: { identityFile } }),
  ansible_ssh_private_key_file: (identityFile) => ({ ssh: { identityFile } }),
};

const prompts: Readonly<Record<string, Target>> = Object.fromEntries([
  ...['ansible_password', 'ansible_ssh_pass', 'ansible_ssh_password'].map((name) => [
    name,
    { ssh: { password: { prompt: true } } },
  ]),
  ...['ansible_become_pass', 'ansible_become_password', 'ansible_sudo_pass'].map((name) => [
    name,
    { ssh: { sudoPassword: { prompt: true } } },
  ]),
]);

/** Variables for what microcloud does by itself, or does not need. */
const needless = [
  'ansible_become',
  'ansible_become_method',
  'ansible_become_user',
  'ansible_connection',
  'ansible_python_interpreter',
  'ansible_shell_type',
];

/** Sorts a host's variables by what is done with them. It does not look at the values of unknown variables. */
export function understand(vars: Vars): Understood {
  const names = Object.keys(vars);
  const isTemplate = (name: string) => typeof vars[name] === 'string' && vars[name].includes('{{');
  const isClosed = (name: string) => isTemplate(name) || vars[name] === vaulted || typeof vars[name] === 'object';
  const secrets = names.filter((name) => Object.hasOwn(prompts, name));
  const usable = names.filter((name) => Object.hasOwn(values, name));
  const targets = [
    ...usable.filter((name) => !isClosed(name)).map((name) => values[name]?.(String(vars[name])) ?? {}),
    ...secrets.map((name) => prompts[name] ?? {}),
  ];
  return {
    ...Object.assign({}, ...targets),
    ssh: inOrder(Object.assign({}, ...targets.map(({ ssh }) => ssh))),
    secrets,
    templates: usable.filter(isClosed),
    unknown: names.filter((name) => !usable.includes(name) && !secrets.includes(name) && !needless.includes(name)),
    isLocal: vars.ansible_connection === 'local',
  };
}

function inOrder(ssh: Ssh): Ssh {
  const keys = ['user', 'port', 'identityFile', 'password', 'sudoPassword'] as const;
  return Object.fromEntries(keys.filter((key) => ssh[key] !== undefined).map((key) => [key, ssh[key]]));
}
