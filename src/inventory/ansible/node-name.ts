import type { Vars } from './ansible-inventory.ts';

/** Variables that say a host's name where the inventory itself lists addresses. */
export const nameVariables = /^(new_|k3s_|node_)?(host_?name|node_?name)$/;

/** The name that a host's variables give it. */
export function nameInVariables(vars: Vars): string | undefined {
  const [, variable] = [...vars].find(([name]) => nameVariables.test(name)) ?? [];
  return typeof variable?.value === 'string' && /^[a-z0-9][\w.-]*$/i.test(variable.value) ? variable.value : undefined;
}
