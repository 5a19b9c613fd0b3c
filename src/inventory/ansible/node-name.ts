import type { Vars } from './ansible-inventory.ts';

/** Variables that say a host's name. */
export const nameVariables = /^(new_|k3s_|node_)?(host_?name|node_?name)$/;

/** Lists the names that a host's variables give it. */
export function namesInVariables(vars: Vars): readonly string[] {
  return [...vars].flatMap(([name, { value }]) =>
    nameVariables.test(name) && typeof value === 'string' && /^[a-z0-9][\w.-]*$/i.test(value) ? [value] : [],
  );
}
