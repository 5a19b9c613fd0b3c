/** A value that a request may have. */
export type Value = string | number | boolean | readonly Value[] | { readonly [key: string]: Value };

/**
 * Writes msgpack in its old form, without str8. Libraries write str8, which agents of 2021 cannot read. Agents answer
 * in either form, and a library decodes both.
 */
export function encode(value: Value): Uint8Array {
  return Buffer.concat(parts(value));
}

function parts(value: Value): Uint8Array[] {
  if (typeof value === 'boolean') return [Uint8Array.of(value ? 0xc3 : 0xc2)];
  if (typeof value === 'number') return [number(value)];
  if (typeof value === 'string') {
    const bytes = Buffer.from(value);
    return [head(bytes.length, 0xa0, 32, 0xda), bytes];
  }
  if (Array.isArray(value)) return [head(value.length, 0x90, 16, 0xdc), ...value.flatMap(parts)];
  const pairs = Object.entries(value);
  return [head(pairs.length, 0x80, 16, 0xde), ...pairs.flat().flatMap(parts)];
}

/** Writes a length: in the byte `one` when it is below `small`, else in two bytes after the byte `two`. */
function head(length: number, one: number, small: number, two: number): Uint8Array {
  return length < small ? Uint8Array.of(one | length) : Uint8Array.of(two, length >> 8, length & 0xff);
}

function number(value: number): Uint8Array {
  if (value < 0x80) return Uint8Array.of(value);
  const bytes = Buffer.alloc(5, 0xce);
  bytes.writeUInt32BE(value, 1);
  return bytes;
}
