import { add, at, BitReader, crc } from './bits-and-numbers.ts';
import { restore } from './rotations.ts';
import { unpackRuns } from './runs.ts';
import { fromSymbols } from './symbols.ts';
import { groupSize } from './tables.ts';

/**
 * Decompresses as `bunzip2` does.
 * @throws Error for data that bzip2 did not make, or that has more than `limit` bytes: strangers' nodes send it
 */
export function bunzip2(compressed: Uint8Array, limit: number): Uint8Array {
  const bits = new BitReader(compressed);
  if (bits.read(24) !== 0x425a68) throw new Error('It does not begin as bzip2 does.');
  bits.read(8);
  const blocks: Uint8Array[] = [];
  for (let left = limit; ; ) {
    const magic = [bits.read(24), bits.read(24)].map((half) => half.toString(16)).join('');
    const checksum = bits.read(32);
    if (magic === '177245385090') return Buffer.concat(blocks);
    if (magic !== '314159265359') throw new Error('A block does not begin as a block does.');
    const block = readBlock(bits, left);
    if (crc(block) !== checksum) throw new Error('The checksum is wrong.');
    blocks.push(block);
    left -= block.length;
  }
}

function readBlock(bits: BitReader, limit: number): Uint8Array {
  if (bits.read(1) === 1) throw new Error('It was made by a bzip2 that is too old.');
  const row = bits.read(24);
  const used = readUsed(bits);
  const tables = new Array<Code>(bits.read(3));
  const selectors = readSelectors(bits, tables.length);
  for (const index of tables.keys()) tables[index] = readTable(bits, used.length + 2);
  let count = 0;
  const next = () => {
    const code = tables[selectors[Math.floor(count++ / groupSize)] ?? -1];
    if (!code) throw new Error('There are more symbols than selectors.');
    return readSymbol(bits, code);
  };
  const last = fromSymbols(next, used, limit);
  if (row >= last.length) throw new Error('The text begins outside of the block.');
  return unpackRuns(restore(last, row), limit);
}

function readUsed(bits: BitReader): readonly number[] {
  const sixteen = Array.from({ length: 16 }, (_, index) => index);
  const rows = sixteen.filter(() => bits.read(1) === 1);
  const used = rows.flatMap((row) => sixteen.filter(() => bits.read(1) === 1).map((column) => row * 16 + column));
  if (used.length === 0) throw new Error('A block has no bytes.');
  return used;
}

function readSelectors(bits: BitReader, tables: number): readonly number[] {
  const front = Array.from({ length: tables }, (_, table) => table);
  return Array.from({ length: bits.read(15) }, () => {
    let place = 0;
    while (bits.read(1) === 1) place++;
    const [table] = front.splice(place, 1);
    if (table === undefined) throw new Error('A selector names a table that is not there.');
    front.unshift(table);
    return table;
  });
}

/** The number of codes of each length, and the symbols, those with shorter codes first. */
interface Code {
  readonly counts: Uint16Array;
  readonly symbols: readonly number[];
}

const longest = 20;

function readTable(bits: BitReader, size: number): Code {
  const counts = new Uint16Array(longest + 1);
  let length = bits.read(5);
  const lengths = Array.from({ length: size }, () => {
    while (bits.read(1) === 1) length += bits.read(1) === 1 ? -1 : 1;
    if (length < 1 || length > longest) throw new Error('A code is too long.');
    add(counts, length);
    return length;
  });
  const symbols = [...lengths.keys()].sort((a, b) => at(lengths, a) - at(lengths, b) || a - b);
  return { counts, symbols };
}

function readSymbol(bits: BitReader, { counts, symbols }: Code): number {
  let code = 0;
  let first = 0;
  let index = 0;
  for (let length = 1; length <= longest; length++) {
    code = code * 2 + bits.read(1);
    const count = at(counts, length);
    if (code - first < count) return at(symbols, index + code - first);
    index += count;
    first = (first + count) * 2;
  }
  throw new Error('There is no such code.');
}
