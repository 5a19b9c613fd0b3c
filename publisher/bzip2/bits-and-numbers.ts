/** Writes bits one after another. The first bit becomes the highest of its byte. */
export class BitWriter {
  readonly #bytes: number[] = [];
  #last = 0;
  #filled = 0;

  /** Writes the lowest `count` bits of a number, at most 32. */
  write(count: number, value: number): void {
    for (let bit = count - 1; bit >= 0; bit--) {
      this.#last = (this.#last << 1) | ((value >>> bit) & 1);
      if (++this.#filled < 8) continue;
      this.#bytes.push(this.#last);
      this.#last = 0;
      this.#filled = 0;
    }
  }

  /** Returns everything that was written. The last byte is filled up with zeros. */
  finish(): Uint8Array {
    if (this.#filled > 0) this.write(8 - this.#filled, 0);
    return Uint8Array.from(this.#bytes);
  }
}

export class BitReader {
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Reads the next `count` bits as a number, at most 32. */
  read(count: number): number {
    let value = 0;
    for (let rest = count; rest > 0; rest--) {
      const byte = this.#bytes[this.#position >> 3];
      if (byte === undefined) throw new Error('The compressed data ends too early.');
      value = value * 2 + ((byte >> (7 - (this.#position & 7))) & 1);
      this.#position++;
    }
    return value;
  }
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc < 0 ? 0x04c11db7 : 0);
  return crc;
});

/** Computes bzip2's checksum: CRC-32 with the highest bit first, unlike the one of gzip. */
export function crc(bytes: Uint8Array): number {
  let value = -1;
  for (const byte of bytes) value = (value << 8) ^ (table[(value >>> 24) ^ byte] as number);
  return ~value >>> 0;
}

type Cells = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array | readonly number[];

/** Returns the number at an index that is known to be inside the list. */
export function at(cells: Cells, index: number): number {
  return cells[index] as number;
}

/** Adds to a number of a list. Returns the number from before. */
export function add(cells: Exclude<Cells, readonly number[]>, index: number, amount = 1): number {
  const before = cells[index] as number;
  cells[index] = before + amount;
  return before;
}
