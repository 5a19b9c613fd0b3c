import type { Host } from './ansible-hosts.ts';
import type { Variable } from './ansible-inventory.ts';

// {{ name }} or {{ name.key }}, perhaps with a default: {{ name | default('x') }}.
const reference = /\{\{\s*([\w.]+)\s*(?:\|\s*default\(\s*(?:'([^'{]*)'|"([^"{]*)"|(\d+))\s*\)\s*)?\}\}/g;

/**
 * Fills in templates that only name another variable of the same host. (`ansible-inventory` does not do this either:
 * playbooks do.) Templates that look something up or compute it stay as they are: only Ansible can fill those in.
 */
export function filled(host: Host): Host {
  const values = new Map<string, unknown>([
    ...[...host.vars].map(([name, { value }]) => [name, value] as const),
    ['inventory_hostname', host.name],
    ['inventory_hostname_short', host.name.replace(/\..*/, '')],
  ]);
  const find = (path: string): unknown => {
    const [name = '', ...keys] = path.split('.');
    return keys.reduce((group, key) => (group as Record<string, unknown> | null | undefined)?.[key], values.get(name));
  };
  // The depth is limited, as two variables may name each other.
  const fill = (text: string, depth: number): string =>
    text.replaceAll(reference, (whole, path: string, ...defaults: (string | undefined)[]) => {
      const value = find(path) ?? defaults.slice(0, 3).find((one) => one !== undefined);
      return ['string', 'number', 'boolean'].includes(typeof value) && depth < 10
        ? fill(String(value), depth + 1)
        : whole;
    });
  const entries = [...host.vars].map(([name, variable]): [string, Variable] => {
    const { value } = variable;
    return [name, { ...variable, value: typeof value === 'string' ? fill(value, 0) : value }];
  });
  return { ...host, vars: new Map(entries) };
}
