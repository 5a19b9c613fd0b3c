import { at } from './bits-and-numbers.ts';

/** The longest code that bzip2 itself writes. */
const longest = 17;

/**
 * Returns the lengths of a prefix code for symbols of these frequencies, such that the coded text and the lengths
 * together take few bits. The lengths are written as differences. bzip2 makes a Huffman code, which is best for long
 * texts, but a third of a short text's bits are the lengths. So this function looks for lengths that differ little. It
 * finds the cheapest path through all pairs of symbol and length, where each code also costs `price` times its share of
 * the code space. It finds the price by halving: the lowest one at which the codes fit into the space (Kraft).
 */
export function codeLengths(frequencies: Float64Array): Uint8Array {
  const total = frequencies.reduce((sum, frequency) => sum + frequency, 0) + frequencies.length;
  const paths = pathsOf(frequencies, Math.min(longest, Math.ceil(Math.log2(total)) + 2));
  let tooLow = 0;
  let price = total;
  let lengths = paths(price);
  while (space(lengths) > 1) {
    tooLow = price;
    price *= 2;
    lengths = paths(price);
  }
  for (let step = 0; step < 6; step++) {
    const middle = (tooLow + price) / 2;
    const cheaper = paths(middle);
    if (space(cheaper) > 1) tooLow = middle;
    else [price, lengths] = [middle, cheaper];
  }
  return lengths;
}

/** Returns how many bits the lengths take in the output. */
export function lengthsCost(lengths: Uint8Array): number {
  let bits = 5;
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    bits += 1 + 2 * Math.abs(at(lengths, symbol) - at(lengths, Math.max(0, symbol - 1)));
  }
  return bits;
}

function space(lengths: Uint8Array): number {
  return lengths.reduce((sum, length) => sum + 2 ** -length, 0);
}

/** Finds the cheapest path at a price. Nearly all time of compressing goes here, so it calls and allocates nothing. */
function pathsOf(frequencies: Float64Array, most: number): (price: number) => Uint8Array {
  const count = frequencies.length;
  const cost = new Float64Array(most + 1);
  const shares = cost.map((_, length) => 2 ** -length);
  // By symbol and length: the length of the symbol before it on the best path.
  const from = new Uint8Array(count * (most + 1));
  return (price) => {
    cost.fill(0);
    for (let symbol = 0; symbol < count; symbol++) {
      const row = symbol * (most + 1);
      const frequency = frequencies[symbol] as number;
      // To come from another length costs two bits a step. First all steps up are tried, then all steps down.
      let best = Number.POSITIVE_INFINITY;
      let origin = 0;
      for (let length = 1; length <= most; length++) {
        const own = cost[length] as number;
        best = symbol === 0 ? own : best + 2;
        if (own <= best) {
          best = own;
          origin = length;
        }
        cost[length] = best;
        from[row + length] = origin;
      }
      for (let length = most; length >= 1; length--) {
        const own = cost[length] as number;
        best = symbol === 0 ? own : best + 2;
        if (own <= best) {
          best = own;
          origin = from[row + length] as number;
        }
        from[row + length] = origin;
        cost[length] = best + frequency * length + price * (shares[length] as number);
      }
    }
    const lengths = new Uint8Array(count);
    let length = 1;
    for (let other = 2; other <= most; other++) if (at(cost, other) < at(cost, length)) length = other;
    for (let symbol = count - 1; symbol >= 0; symbol--) {
      lengths[symbol] = length;
      length = at(from, symbol * (most + 1) + length);
    }
    return lengths;
  };
}
