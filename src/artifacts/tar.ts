import { createReadStream } from 'node:fs';

/** A file in an archive; `bytes` must be its exact size. */
export interface Entry {
  readonly path: string;
  readonly bytes: number;
  /** The content, or the local file that has it. */
  readonly content: Uint8Array | { readonly file: string };
}

/** Makes a ustar archive that depends on its entries only: files of root, 0644, from 1970. Paths: at most 100 bytes. */
export async function* tar(entries: Iterable<Entry>): AsyncGenerator<Uint8Array> {
  for (const entry of entries) {
    yield header(entry);
    let written = 0;
    for await (const chunk of contentOf(entry)) {
      written += chunk.length;
      yield chunk;
    }
    if (written !== entry.bytes) throw new Error(`${entry.path} has ${written} bytes instead of ${entry.bytes}`);
    yield Buffer.alloc((512 - (entry.bytes % 512)) % 512);
  }
  yield Buffer.alloc(1024);
}

function contentOf({ content }: Entry): AsyncIterable<Uint8Array> | Iterable<Uint8Array> {
  return content instanceof Uint8Array ? [content] : createReadStream(content.file, { highWaterMark: 1 << 20 });
}

// https://www.gnu.org/software/tar/manual/html_node/Standard.html
function header({ path, bytes }: Entry): Buffer {
  const block = Buffer.alloc(512);
  if (path.length > 100) throw new Error(`${path} is too long for a tar header`);
  const octal = (value: number, offset: number, width: number) =>
    block.write(`${value.toString(8).padStart(width - 1, '0')}\0`, offset);
  block.write(path, 0);
  octal(0o644, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(bytes, 124, 12);
  octal(0, 136, 12);
  block.write(' '.repeat(8), 148);
  block.write('0', 156);
  block.write('ustar\x0000', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}
