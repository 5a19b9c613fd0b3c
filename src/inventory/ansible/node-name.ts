import { parseAddress } from '../ipv4.ts';
import type { Vars } from './ansible-inventory.ts';

/** Variables that say a host's name where the inventory itself lists addresses. */
export const nameVariables = /^(new_|k3s_|node_)?(host_?name|node_?name)$/;

/** The name that a host's variables give it. */
export function nameInVariables(vars: Vars): string | undefined {
  const [, variable] = [...vars].find(([name]) => nameVariables.test(name)) ?? [];
  return typeof variable?.value === 'string' && /^[a-z0-9][\w.-]*$/i.test(variable.value) ? variable.value : undefined;
}

/** Makes a name for a node that is not among `taken`: pi_1.local becomes pi-1, Küche kuche, 192.168.0.7 node-7. */
export function nodeName(host: string, taken: ReadonlySet<string>): string {
  const first = parseAddress(host) === undefined ? host.split('.', 1).join() : `node-${host.split('.').at(-1)}`;
  const letters = first
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 50)
    .replace(/-+$/, '');
  const name = letters || 'node';
  for (let count = 2; ; count++) {
    const candidate = count === 2 && !taken.has(name) ? name : `${name}-${count}`;
    if (!taken.has(candidate)) return candidate;
  }
}
