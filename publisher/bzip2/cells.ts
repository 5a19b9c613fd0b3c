type Cells = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array | readonly number[];

/** A number of a list, at a place that is known to be inside. */
export function at(cells: Cells, index: number): number {
  return cells[index] as number;
}

/** Adds to a number of a list; returns what it was. */
export function add(cells: Exclude<Cells, readonly number[]>, index: number, amount = 1): number {
  const before = cells[index] as number;
  cells[index] = before + amount;
  return before;
}
