/** Finds the candidate that was probably meant. Returns undefined when all differ too much from what was written. */
export function nearest(written: string, candidates: readonly string[]): string | undefined {
  const plain = plainLetters(written);
  if (plain === '' || plain.length > 100) return undefined;
  const limit = Math.max(1, Math.floor(plain.length / 3));
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: editDistance(plain, plainLetters(candidate)) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best && best.distance <= limit ? best.candidate : undefined;
}

/** Counts how many letters must be added, dropped, changed or swapped with their neighbour to turn `a` into `b`. */
export function editDistance(a: string, b: string): number {
  const cell = (row: readonly number[] | undefined, index: number) => row?.[index] ?? 0;
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = cell(rows[i - 1], j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? cell(rows[i - 2], j - 2) + 1 : changed;
      row.push(Math.min(changed, swapped, cell(rows[i - 1], j) + 1, cell(row, j - 1) + 1));
    }
    rows.push(row);
  }
  return cell(rows[a.length], b.length);
}

// Reduces a text to lower-case letters and digits: static_address, static-address and StaticAddress all mean
// staticAddress.
function plainLetters(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9.]/g, '');
}
