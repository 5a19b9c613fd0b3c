import { parseAddress } from '../ipv4.ts';

/** A name that a node can have, unique among `taken`: pi_1.local is pi-1, 192.168.0.7 is node-7. */
export function nodeName(host: string, taken: ReadonlySet<string>): string {
  const first = parseAddress(host) === undefined ? host.split('.', 1).join() : `node-${host.split('.').at(-1)}`;
  const letters = first
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
