/** Up to this many nodes are shown one by one. Of more nodes, what is alike is shown once. */
export const few = 4;

interface Row {
  readonly first: string;
  readonly last: string;
  readonly length: number;
}

/**
 * Writes names of nodes. Five or more with consecutive numbers are shortened to the first and the last: "pi-1 to pi-12,
 * pi-14". Commands to type do not use this: they name every node.
 */
export function namesText(names: readonly string[]): string {
  const rows: Row[] = [];
  for (const name of names) {
    const before = rows.at(-1);
    if (before && countsOn(before.last, name))
      rows[rows.length - 1] = { ...before, last: name, length: before.length + 1 };
    else rows.push({ first: name, last: name, length: 1 });
  }
  let at = 0;
  return rows
    .flatMap(({ first, last, length }) => {
      at += length;
      return length > few ? [`${first} to ${last}`] : names.slice(at - length, at);
    })
    .join(', ');
}

/** Tells whether a name is the other one with the next number: pi-9 and pi-10, or node08 and node09. */
function countsOn(before: string, name: string): boolean {
  const [, stem, digits = ''] = /^(.*?)(\d+)$/.exec(before) ?? [];
  return (
    stem !== undefined &&
    name === `${stem}${String(Number(digits) + 1).padStart(digits.startsWith('0') ? digits.length : 0, '0')}`
  );
}
