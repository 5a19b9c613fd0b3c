import type { Vars } from './ansible-inventory.ts';

/** Variables that say a host's name. */
export const nameVariables = /^(new_|k3s_|node_)?(host_?name|node_?name)$/;

/** Lists the names that a host's variables give it. */
export function namesInVariables(vars: Vars): readonly string[] {
  return [...vars].flatMap(([name, { value }]) =>
    nameVariables.test(name) && typeof value === 'string' && isUsable(value) ? [value] : [],
  );
}

/** Says of variables that give a host a name why they are not taken. `shared` are names that several hosts have. */
export function remarksOnNames(vars: Vars, shared: readonly string[]) {
  return [...vars].flatMap(([name, { value, place, called = name }]) => {
    const why = nameVariables.test(name) ? whyNoName(value, shared) : undefined;
    return why === undefined ? [] : [{ name: called, place, why }];
  });
}

function whyNoName(value: unknown, shared: readonly string[]): string | undefined {
  if (value === null || value === '') return undefined;
  if (/\{\{|\{%/.test(String(value))) return 'is a template, which only Ansible can fill in, and left out';
  if (typeof value !== 'string' || !isUsable(value)) return 'has a value that cannot be right, and is left out';
  return shared.includes(value) ? 'is the same for several hosts, and is left out' : undefined;
}

function isUsable(value: string): boolean {
  return /^[a-z0-9][\w.-]*$/i.test(value);
}
