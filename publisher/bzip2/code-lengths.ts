import { at } from './cells.ts';

/** bzip2 itself writes no longer codes. */
const longest = 17;

/**
 * The lengths of a prefix code for symbols of these frequencies, such that code and lengths together take few bits.
 * bzip2 makes a Huffman code, which is best for long texts; of a short one a third goes into the lengths, which are
 * written as differences. So this looks for lengths that differ little: the cheapest path through (symbol, length)
 * when a short code costs `price` times its share of the code space; the price at which the space is just not
 * overdrawn (Kraft) is found by halving.
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

/** The bits that the lengths take in the output. */
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

/** Finds the cheapest path at a price. Nearly all time of compressing is spent here: no calls, nothing made anew. */
function pathsOf(frequencies: Float64Array, most: number): (price: number) => Uint8Array {
  const count = frequencies.length;
  const cost = new Float64Array(most + 1);
  const shares = cost.map((_, length) => 2 ** -length);
  // From which length the best way to (symbol, length) comes.
  const from = new Uint8Array(count * (most + 1));
  return (price) => {
    cost.fill(0);
    for (let symbol = 0; symbol < count; symbol++) {
      const row = symbol * (most + 1);
      const frequency = frequencies[symbol] as number;
      // A length may come from a neighbour for two bits a step: from below, then from above.
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
