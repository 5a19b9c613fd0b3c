const block = 512;

/**
 * A tar archive (ustar) of programs, each owned by root and executable, dated 1970: the same bytes for the same
 * programs. Parent directories are left to whoever unpacks it, as container engines do.
 * @param programs absolute path → content
 */
export function tarOfPrograms(programs: Readonly<Record<string, Uint8Array>>): Buffer {
  const parts = Object.entries(programs).flatMap(([path, content]) => [
    header(path.replace(/^\/+/, ''), content.length),
    content,
    Buffer.alloc((block - (content.length % block)) % block),
  ]);
  return Buffer.concat([...parts, Buffer.alloc(2 * block)]);
}

/** https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06 */
function header(name: string, size: number): Buffer {
  if (Buffer.byteLength(name) > 100) throw new RangeError(`${name} is too long for a tar header (100 bytes)`);
  const bytes = Buffer.alloc(block);
  const fields: readonly [offset: number, text: string][] = [
    [0, name],
    [100, '0000755\0'],
    [108, '0000000\0'],
    [116, '0000000\0'],
    [124, `${size.toString(8).padStart(11, '0')}\0`],
    [136, '00000000000\0'],
    [148, '        '],
    [156, '0'],
    [257, 'ustar\u000000'],
  ];
  for (const [offset, text] of fields) bytes.write(text, offset);
  const checksum = bytes.reduce((sum, byte) => sum + byte, 0);
  bytes.write(`${checksum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return bytes;
}
