// Numbers in sentences. Whoever writes a number beside its noun does it by this, or people read "1 nodes".

/** Writes a number with its noun: "1 change", "2 changes". */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** Writes how many of all there are: "1 of 1 node", "1 of 3 nodes". */
export function countOf(number: number, all: number, noun: string): string {
  return `${number} of ${count(all, noun)}`;
}
