import { add, at } from './bits-and-numbers.ts';
import { codeLengths, lengthsCost } from './code-lengths.ts';

/** A selector names the table for this many symbols. */
export const groupSize = 50;
const mostTables = 6;

/** The lengths of the codes of each table, and the table for each group of symbols. */
export interface Tables {
  readonly lengths: readonly Uint8Array[];
  readonly selectors: readonly number[];
  readonly bits: number;
}

/** Looks for the tables that need the fewest bits. The symbols are numbers below `count`. */
export function chooseTables(symbols: Uint16Array, count: number): Tables {
  const groups: Float64Array[] = [];
  for (let start = 0; start < symbols.length; start += groupSize) {
    groups.push(frequenciesOf(symbols.subarray(start, start + groupSize), count));
  }
  let best = tablesOf(
    groups,
    groups.map(() => 0),
    1,
  );
  for (let tables = 2; tables <= Math.min(mostTables, groups.length); tables++) {
    const better = refine(groups, tables);
    // Where one more table cost more bits, two more never cost fewer in tests.
    if (better.bits >= best.bits) break;
    best = better;
  }
  return best;
}

/** Gives each group to the table that writes it best and makes the tables anew, until nothing changes. */
function refine(groups: readonly Float64Array[], count: number): Tables {
  let tables = tablesOf(
    groups,
    groups.map((_, index) => Math.floor((index * count) / groups.length)),
    count,
  );
  for (;;) {
    const { lengths } = tables;
    const selectors = groups.map((group) => {
      const costs = lengths.map((table) => cost(group, table));
      return costs.indexOf(Math.min(...costs));
    });
    const next = tablesOf(groups, selectors, count);
    if (next.bits >= tables.bits) return tables;
    tables = next;
  }
}

function tablesOf(groups: readonly Float64Array[], selectors: readonly number[], count: number): Tables {
  const size = (groups[0] as Float64Array).length;
  const lengths = Array.from({ length: count }, (_, table) => {
    return codeLengths(
      sum(
        groups.filter((_, index) => selectors[index] === table),
        size,
      ),
    );
  });
  // The format requires two tables. The second one is never used, and is shortest when all its lengths are equal.
  if (count === 1) lengths.push(new Uint8Array(size).fill(Math.ceil(Math.log2(size))));
  const bits =
    lengths.reduce((total, table) => total + lengthsCost(table), 0) +
    moveToFront(selectors).reduce((total, place) => total + place + 1, 0) +
    groups.reduce((total, group, index) => total + cost(group, lengths[at(selectors, index)] as Uint8Array), 0);
  return { lengths, selectors, bits };
}

/** Writes selectors as places in a list that has the last used table in front. */
export function moveToFront(selectors: readonly number[]): readonly number[] {
  const front = Array.from({ length: mostTables }, (_, table) => table);
  return selectors.map((table) => {
    const place = front.indexOf(table);
    front.splice(place, 1);
    front.unshift(table);
    return place;
  });
}

function frequenciesOf(symbols: Uint16Array, count: number): Float64Array {
  const frequencies = new Float64Array(count);
  for (const symbol of symbols) add(frequencies, symbol);
  return frequencies;
}

function sum(groups: readonly Float64Array[], size: number): Float64Array {
  const total = new Float64Array(size);
  for (const group of groups) for (let symbol = 0; symbol < size; symbol++) add(total, symbol, at(group, symbol));
  return total;
}

function cost(group: Float64Array, lengths: Uint8Array): number {
  let bits = 0;
  for (let symbol = 0; symbol < group.length; symbol++) bits += at(group, symbol) * at(lengths, symbol);
  return bits;
}
