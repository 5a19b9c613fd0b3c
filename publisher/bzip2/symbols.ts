/**
 * Two symbols write how often the byte at the front repeats, in a number system with base 2 and without zero: RUNA
 * means 1, RUNB means 2.
 */
const runA = 0;
const runB = 1;

/** Moves each byte to the front of a list, so that bytes which repeat become small numbers. The last symbol ends it. */
export function toSymbols(bytes: Uint8Array): { readonly used: readonly number[]; readonly symbols: Uint16Array } {
  const used = [...new Set(bytes)].sort((a, b) => a - b);
  const front = [...used];
  const symbols: number[] = [];
  let run = 0;
  for (const byte of bytes) {
    const place = front.indexOf(byte);
    if (place === 0) {
      run++;
      continue;
    }
    pushRun(symbols, run);
    run = 0;
    symbols.push(place + 1);
    front.splice(place, 1);
    front.unshift(byte);
  }
  pushRun(symbols, run);
  symbols.push(used.length + 1);
  return { used, symbols: Uint16Array.from(symbols) };
}

function pushRun(symbols: number[], length: number): void {
  for (let rest = length; rest > 0; rest = (rest - 1) >> 1) symbols.push(rest & 1 ? runA : runB);
}

/** Undoes {@link toSymbols}. @throws Error when more than `limit` bytes come out, or a symbol is impossible */
export function fromSymbols(next: () => number, used: readonly number[], limit: number): Uint8Array {
  const front = [...used];
  const bytes: number[] = [];
  for (let weight = 1; ; ) {
    const symbol = next();
    const isRun = symbol === runA || symbol === runB;
    if (symbol > used.length) return Uint8Array.from(bytes);
    const place = isRun ? 0 : symbol - 1;
    const byte = front[place] as number;
    const count = isRun ? weight << symbol : 1;
    if (bytes.length + count > limit) throw new Error(`More than ${limit} bytes are compressed here.`);
    for (let rest = count; rest > 0; rest--) bytes.push(byte);
    weight = isRun ? weight * 2 : 1;
    front.splice(place, 1);
    front.unshift(byte);
  }
}
