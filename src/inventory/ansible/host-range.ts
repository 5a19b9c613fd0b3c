const limit = 1000;

/** The hosts of a pattern, or what is wrong with it. */
export type Pattern = { readonly hosts: readonly string[]; readonly port?: number } | { readonly mistake: string };

/** Reads a host of an inventory: a name, an address or a range, with or without a port. */
export function readPattern(pattern: string): Pattern {
  // pi-1:2222 and [fd00::1]:2222 have a port. The colons of pi[1:3] and fd00::1 do not begin one.
  const [, named = pattern, port] = /^((?:[^:[\]]|\[[^[\]]*\])+):(\d+)$/.exec(pattern) ?? [];
  const isAddress = /^\[?[\da-f]*:[\da-f:.]*\]?$/i.test(named) && /:.*:/.test(named);
  const hosts = isAddress ? [named.replaceAll(/[[\]]/g, '')] : hostsOfPattern(named);
  if (hosts.length === 0) return { mistake: 'this range has no hosts: its first number is larger than its last' };
  if (hosts.length >= limit) return { mistake: `this range has ${limit} hosts or more` };
  if (!isAddress && hosts.some((host) => !isHost(host))) return { mistake: notAHost(hosts.join()) };
  return { hosts, ...(port === undefined ? {} : { port: Number(port) }) };
}

/**
 * Lists the hosts of a pattern: pi[1:3] is pi1 pi2 pi3, pi[01:10:3] counts by three, [a:c] takes letters.
 * https://docs.ansible.com/ansible/latest/inventory_guide/intro_inventory.html#adding-ranges-of-hosts
 */
export function hostsOfPattern(pattern: string): readonly string[] {
  const [whole, from = '', to = '', step = '1'] = /\[(\d*|[a-z]):(\d+|[a-z])(?::(\d+))?\]/i.exec(pattern) ?? [];
  if (whole === undefined) return [pattern];
  const items = range(from || '0', to, Number(step));
  return items.flatMap((item) => hostsOfPattern(pattern.replace(whole, item))).slice(0, limit);
}

function range(from: string, to: string, step: number): readonly string[] {
  const isNumber = /^\d+$/.test(from + to);
  const [first, last] = isNumber ? [Number(from), Number(to)] : [from.charCodeAt(0), to.charCodeAt(0)];
  const count = Math.min(Math.floor((last - first) / Math.max(step, 1)) + 1, limit);
  const numbers = Array.from({ length: Math.max(count, 0) }, (_, index) => first + index * Math.max(step, 1));
  return numbers.map((number) => (isNumber ? String(number).padStart(from.length, '0') : String.fromCharCode(number)));
}

/** Says what is wrong with a host's name, without the name: it may be a secret in the wrong place. */
function notAHost(text: string): string {
  if (/\$\{|%\{|\{\{/.test(text)) return 'this is a template that another program fills in, and no name of a host';
  return /^<.*>$/.test(text)
    ? 'this stands for a name or an address that somebody must write'
    : 'this is no name of a host';
}

/**
 * Tells whether a text may be a host. Blanks are allowed, for a YAML list of names without colons, and @, for user@host
 * of ssh.
 */
function isHost(text: string): boolean {
  return /^[\w\p{L}\p{M}\p{N}.@ -]{1,1000}$/u.test(text) && /[\p{L}\p{N}]/u.test(text);
}
