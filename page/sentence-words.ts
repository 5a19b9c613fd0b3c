// The page runs in a browser, so it has none of the program's own words.

/** Writes a number with its noun: "1 change", "2 changes". */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** Writes how many of all there are: "1 of 1 node", "1 of 3 nodes". */
export function countOf(number: number, all: number, noun: string): string {
  return `${number} of ${count(all, noun)}`;
}

/** A text with its full stop, so that another sentence can stand behind it. */
export function whole(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
