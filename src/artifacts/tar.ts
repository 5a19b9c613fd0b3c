import { createReadStream } from 'node:fs';
import { createTarPacker, type TarPackController } from 'modern-tar';

/** A file in an archive; `bytes` must be its exact size. */
export interface Entry {
  readonly path: string;
  readonly bytes: number;
  readonly isExecutable?: boolean;
  /** The content, or the local file that has it. */
  readonly content: Uint8Array | { readonly file: string };
}

/**
 * Makes an archive whose bytes depend on the entries only: all files belong to root, have mode 0644 or 0755 and the
 * time 1970-01-01.
 */
export async function* tar(entries: Iterable<Entry>): AsyncGenerator<Uint8Array> {
  const { readable, controller } = createTarPacker();
  // An error of the packing is thrown where the archive is read.
  const packing = pack(entries, controller).catch((error) => controller.error(error));
  yield* readable;
  await packing;
}

async function pack(entries: Iterable<Entry>, controller: TarPackController): Promise<void> {
  for (const { path, bytes, isExecutable = false, content } of entries) {
    const mode = isExecutable ? 0o755 : 0o644;
    const writer = controller.add({ name: path, size: bytes, mode, uid: 0, gid: 0, mtime: new Date(0) }).getWriter();
    for await (const chunk of contentOf(content)) await writer.write(chunk);
    await writer.close();
  }
  controller.finalize();
}

function contentOf(content: Entry['content']): AsyncIterable<Uint8Array> | Iterable<Uint8Array> {
  return content instanceof Uint8Array ? [content] : createReadStream(content.file, { highWaterMark: 1 << 20 });
}
