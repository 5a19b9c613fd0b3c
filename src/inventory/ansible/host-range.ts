const limit = 1000;

/**
 * Lists the hosts of a pattern: pi[1:3] is pi1 pi2 pi3, pi[01:10:3] counts by three, [a:c] takes letters.
 * https://docs.ansible.com/ansible/latest/inventory_guide/intro_inventory.html#adding-ranges-of-hosts
 */
export function hostsOfPattern(pattern: string): readonly string[] {
  const [whole, from = '', to = '', step = '1'] = /\[(\w+):(\w+)(?::(\d+))?\]/.exec(pattern) ?? [];
  if (whole === undefined) return [pattern];
  const items = range(from, to, Number(step));
  return items.flatMap((item) => hostsOfPattern(pattern.replace(whole, item))).slice(0, limit);
}

function range(from: string, to: string, step: number): readonly string[] {
  const isNumber = /^\d+$/.test(from + to);
  const [first, last] = isNumber ? [Number(from), Number(to)] : [from.charCodeAt(0), to.charCodeAt(0)];
  const count = Math.min(Math.floor((last - first) / Math.max(step, 1)) + 1, limit);
  const numbers = Array.from({ length: Math.max(count, 0) }, (_, index) => first + index * Math.max(step, 1));
  return numbers.map((number) => (isNumber ? String(number).padStart(from.length, '0') : String.fromCharCode(number)));
}
