import { add, at } from './bits-and-numbers.ts';

/** The longest code that bzip2 itself writes. */
const longest = 17;
/**
 * Is added to each frequency. In a short text, a third of the bits are the lengths of codes, which are written as
 * differences. More equal frequencies make the lengths more equal, which saves two or three bytes of 300.
 */
const smoothing = 2;

/** Returns the lengths of a prefix code for symbols of these frequencies. */
export function codeLengths(frequencies: Float64Array): Uint8Array {
  const lengths = huffmanLengths(frequencies.map((frequency) => frequency + smoothing));
  if (Math.max(...lengths) <= longest) return lengths;
  return codeLengths(frequencies.map((frequency) => Math.floor(frequency / 2)));
}

/**
 * Joins the two lightest groups of symbols until one group is left. Each time the codes of the joined symbols get one
 * bit longer.
 */
function huffmanLengths(weights: Float64Array): Uint8Array {
  const lengths = new Uint8Array(weights.length);
  let groups: Group[] = Array.from(weights, (weight, symbol) => ({ weight, symbols: [symbol] }));
  while (groups.length > 1) {
    const [first, second, ...others] = groups.sort((a, b) => a.weight - b.weight) as [Group, Group, ...Group[]];
    const symbols = [...first.symbols, ...second.symbols];
    for (const symbol of symbols) add(lengths, symbol);
    groups = [...others, { weight: first.weight + second.weight, symbols }];
  }
  return lengths;
}

interface Group {
  readonly weight: number;
  readonly symbols: number[];
}

/** Returns how many bits the lengths take in the output. */
export function lengthsCost(lengths: Uint8Array): number {
  let bits = 5;
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    bits += 1 + 2 * Math.abs(at(lengths, symbol) - at(lengths, Math.max(0, symbol - 1)));
  }
  return bits;
}
