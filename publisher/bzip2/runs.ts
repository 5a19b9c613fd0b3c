/** After four equal bytes comes a byte with the number of further equal ones. It is at most this. */
const most = 251;

/** Does bzip2's first stage: writes four to 255 equal bytes as four bytes and a number. */
export function packRuns(bytes: Uint8Array): Uint8Array {
  const packed: number[] = [];
  for (let start = 0; start < bytes.length; ) {
    const byte = bytes[start] as number;
    let end = start + 1;
    while (bytes[end] === byte && end - start < most + 4) end++;
    const length = end - start;
    for (let count = 0; count < Math.min(length, 4); count++) packed.push(byte);
    if (length >= 4) packed.push(length - 4);
    start = end;
  }
  return Uint8Array.from(packed);
}

/** Undoes {@link packRuns}. @throws Error when more than `limit` bytes come out */
export function unpackRuns(packed: Uint8Array, limit: number): Uint8Array {
  const bytes: number[] = [];
  let equal = 0;
  for (const [index, byte] of packed.entries()) {
    if (equal === 4) {
      for (let count = 0; count < byte; count++) bytes.push(packed[index - 1] as number);
      equal = 0;
    } else {
      equal = equal > 0 && packed[index - 1] === byte ? equal + 1 : 1;
      bytes.push(byte);
    }
    if (bytes.length > limit) throw new Error(`More than ${limit} bytes are compressed here.`);
  }
  return Uint8Array.from(bytes);
}
