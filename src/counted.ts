// Numbers in sentences. Write every number with its noun by these functions, so that nobody reads "1 nodes".

/** Writes a number with its noun: "1 change", "2 changes". */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** Writes how many of all there are: "1 of 1 node", "1 of 3 nodes". */
export function countOf(number: number, all: number, noun: string): string {
  return `${number} of ${count(all, noun)}`;
}
