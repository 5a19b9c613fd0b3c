/** Bits one after another, the highest of each byte first. */
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

  /** All that was written, filled up with zeros to whole bytes. */
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

  /** The next `count` bits as a number, at most 32. */
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
