import { isIP } from 'node:net';
import type { Row } from './listed-hosts.ts';

/**
 * Reads lines with an address and names, or with a name and an address: /etc/hosts, and lists that people write.
 * Returns undefined when any line has another form. Lines that every computer has about itself are left out.
 */
export function addressRows(text: string, file: string): readonly Row[] | undefined {
  const rows: Row[] = [];
  for (const [index, whole] of text.split(/\r?\n/).entries()) {
    const [first = '', second = ''] = whole.replace(/#.*/, '').trim().split(/\s+/);
    if (first === '') continue;
    const [address, name] = isIP(first) ? [first, second] : [second, first];
    if (!isIP(address) || !/^[\w.-]+$/.test(name)) return undefined;
    const place = `${file}:${index + 1}`;
    const values = [
      { text: name, column: 'name', place },
      { text: address, column: 'address', place },
    ];
    if (!isOfItself(address)) rows.push({ place, values });
  }
  // A machine may have a second line with IPv6, which is not supported here: the IPv4 line is used.
  const nameOf = ({ values }: Row) => values[0]?.text;
  const isOld = ({ values }: Row) => isIP(values[1]?.text ?? '') === 4;
  return rows.filter((row) => isOld(row) || !rows.some((other) => isOld(other) && nameOf(other) === nameOf(row)));
}

function isOfItself(address: string): boolean {
  return /^(127\.|::1$|f[ef]0[0-9a-f]::|255\.)/i.test(address);
}
