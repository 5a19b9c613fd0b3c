import { add, at } from './cells.ts';

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
  let tooLow = 0;
  let price = total;
  let lengths = cheapestPath(frequencies, price);
  while (space(lengths) > 1) {
    tooLow = price;
    price *= 2;
    lengths = cheapestPath(frequencies, price);
  }
  for (let step = 0; step < 7; step++) {
    const middle = (tooLow + price) / 2;
    const cheaper = cheapestPath(frequencies, middle);
    if (space(cheaper) > 1) tooLow = middle;
    else [price, lengths] = [middle, cheaper];
  }
  return lengths;
}

/** The bits that the lengths take in the output. */
export function lengthsCost(lengths: Uint8Array): number {
  let bits = 5;
  for (const [symbol, length] of lengths.entries()) {
    bits += 1 + 2 * Math.abs(length - at(lengths, Math.max(0, symbol - 1)));
  }
  return bits;
}

function space(lengths: Uint8Array): number {
  return lengths.reduce((sum, length) => sum + 2 ** -length, 0);
}

function cheapestPath(frequencies: Float64Array, price: number): Uint8Array {
  const count = frequencies.length;
  // From which length the best way to (symbol, length) comes.
  const from = new Uint8Array(count * (longest + 1));
  const cost = new Float64Array(longest + 1);
  for (let symbol = 0; symbol < count; symbol++) {
    const row = symbol * (longest + 1);
    for (let length = 1; length <= longest; length++) from[row + length] = length;
    if (symbol > 0) spread(cost, from, row);
    for (let length = 1; length <= longest; length++) {
      add(cost, length, at(frequencies, symbol) * length + price * 2 ** -length);
    }
  }
  const lengths = new Uint8Array(count);
  let length = 1;
  for (let other = 2; other <= longest; other++) if (at(cost, other) < at(cost, length)) length = other;
  for (let symbol = count - 1; symbol >= 0; symbol--) {
    lengths[symbol] = length;
    length = at(from, symbol * (longest + 1) + length);
  }
  return lengths;
}

/** A length may come from a neighbour for two bits a step. */
function spread(cost: Float64Array, from: Uint8Array, row: number): void {
  const take = (length: number, neighbour: number) => {
    if (at(cost, neighbour) + 2 >= at(cost, length)) return;
    cost[length] = at(cost, neighbour) + 2;
    from[row + length] = at(from, row + neighbour);
  };
  for (let length = 2; length <= longest; length++) take(length, length - 1);
  for (let length = longest - 1; length >= 1; length--) take(length, length + 1);
}
