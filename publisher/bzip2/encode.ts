import { add, at, BitWriter, crc } from './bits-and-numbers.ts';
import { transform } from './rotations.ts';
import { packRuns } from './runs.ts';
import { toSymbols } from './symbols.ts';
import { chooseTables, groupSize, moveToFront, type Tables } from './tables.ts';

/** Most bytes to compress: only one block is written. */
const most = 100_000;

/**
 * Compresses a short text for `bunzip2`. The result is as short as that of bzip2, or shorter. Throws an Error above
 * 100,000 bytes.
 */
export function bzip2(bytes: Uint8Array): Uint8Array {
  if (bytes.length > most) throw new Error(`${bytes.length} bytes are too many to compress here.`);
  const bits = new BitWriter();
  for (const letter of 'BZh9') bits.write(8, letter.charCodeAt(0));
  if (bytes.length > 0) writeBlock(bits, bytes);
  write48(bits, 0x177245, 0x385090);
  // The checksum of all blocks. There is one block or none.
  bits.write(32, bytes.length > 0 ? crc(bytes) : 0);
  return bits.finish();
}

function writeBlock(bits: BitWriter, bytes: Uint8Array): void {
  write48(bits, 0x314159, 0x265359);
  bits.write(32, crc(bytes));
  bits.write(1, 0);
  const { last, row } = transform(packRuns(bytes));
  bits.write(24, row);
  const { used, symbols } = toSymbols(last);
  writeUsed(bits, used);
  const tables = chooseTables(symbols, used.length + 2);
  writeTables(bits, tables);
  const codes = tables.lengths.map(codesOf);
  for (const [index, symbol] of symbols.entries()) {
    const table = at(tables.selectors, Math.floor(index / groupSize));
    bits.write(tables.lengths[table]?.[symbol] as number, codes[table]?.[symbol] as number);
  }
}

/** Writes which bytes occur: first which of the 16 groups of 16 bytes, then which bytes of each group. */
function writeUsed(bits: BitWriter, used: readonly number[]): void {
  const rows = new Uint16Array(16);
  for (const byte of used) add(rows, byte >> 4, 0x8000 >> (byte & 15));
  for (const row of rows) bits.write(1, row === 0 ? 0 : 1);
  for (const row of rows) if (row !== 0) bits.write(16, row);
}

function writeTables(bits: BitWriter, { lengths, selectors }: Tables): void {
  bits.write(3, lengths.length);
  bits.write(15, selectors.length);
  for (const place of moveToFront(selectors)) bits.write(place + 1, 2 ** (place + 1) - 2);
  for (const table of lengths) {
    let length = at(table, 0);
    bits.write(5, length);
    for (const next of table) {
      for (; length < next; length++) bits.write(2, 0b10);
      for (; length > next; length--) bits.write(2, 0b11);
      bits.write(1, 0);
    }
  }
}

/** Returns the codes: shorter ones first, and those of lower symbols first among equally long ones. */
function codesOf(lengths: Uint8Array): Uint32Array {
  const codes = new Uint32Array(lengths.length);
  let code = 0;
  for (let length = 1; length <= Math.max(...lengths); length++, code *= 2) {
    for (const [symbol, its] of lengths.entries()) if (its === length) codes[symbol] = code++;
  }
  return codes;
}

function write48(bits: BitWriter, high: number, low: number): void {
  bits.write(24, high);
  bits.write(24, low);
}
