import { parseAddress } from './ipv4.ts';

/**
 * Makes a name for a node that is not in `taken`: pi_1.local becomes pi-1, Küche becomes kuche, 192.168.0.7 becomes
 * node-7.
 */
export function nodeName(host: string, taken: ReadonlySet<string>): string {
  const first = parseAddress(host) === undefined ? host.split('.', 1).join() : `node-${host.split('.').at(-1)}`;
  const name = plainName(first, 50) || 'node';
  for (let count = 2; ; count++) {
    const candidate = count === 2 && !taken.has(name) ? name : `${name}-${count}`;
    if (!taken.has(candidate)) return candidate;
  }
}

/**
 * Reduces a text to what Kubernetes takes as a name: lower-case letters, digits and hyphens; '' where nothing is left.
 * `most` is the greatest length.
 */
export function plainName(text: string, most: number): string {
  return text
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, most)
    .replace(/-+$/, '');
}
