import { sha256 } from './checksums.ts';
import { DamagedError, pathOf } from './source.ts';

/**
 * The file of a bundle that lists the sums of its files, as sha256sum writes it. The inventory may name its own sum.
 */
export const listName = 'SHA256SUMS';

/** Sums by path below the bundle: "dl.k8s.io/release/v1.37.2/bin/linux/arm64/kubeadm" → hexadecimal. */
export type SumList = ReadonlyMap<string, string>;

export function parseSums(text: string): SumList {
  const rows = text.split('\n').map((line) => /^([0-9a-f]{64}) [ *](.+)$/.exec(line));
  return new Map(rows.flatMap((row) => (row ? [[row[2] ?? '', row[1] ?? '']] : [])));
}

/** Writes a list, sorted by path: the same files always give the same list, and so the same sum. */
export function formatSums(sums: SumList): string {
  return [...sums]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, sum]) => `${sum}  ${path}\n`)
    .join('');
}

/**
 * Makes a function that finds the sum of a URL in the list whose own sum the inventory names. The list is read once.
 * Without a sum in the inventory the function finds nothing. It throws a DamagedError where the list has another sum.
 */
export function voucher(sum: string | undefined, where: string, read: () => Promise<Buffer>) {
  if (sum === undefined) return async () => undefined;
  const check = async () => {
    const bytes = await read();
    const actual = sha256(bytes);
    if (actual !== sum) throw new DamagedError(`${where}/${listName}`, `${sum}, which artifacts.sums says`, actual);
    return parseSums(bytes.toString());
  };
  let list: Promise<SumList> | undefined;
  return async (url: string): Promise<string | undefined> => {
    list ??= check();
    return (await list).get(pathOf(url));
  };
}
