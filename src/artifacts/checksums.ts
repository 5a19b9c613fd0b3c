import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Part } from './source.ts';
import { sha256Unpacked } from './unpacked.ts';

/** Computes the SHA-256 of a file, in lower-case hexadecimal. */
export async function sha256File(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

/** Computes the SHA-256 of bytes, in lower-case hexadecimal. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Finds the sum of the file `name` in a list as sha256sum writes it. A sum without a name counts for any file. */
export function sumOf(list: string, name: string): string | undefined {
  const rows = list.split('\n').map((line) => /^([0-9a-f]{64})(?:\s+\*?(.*?))?\s*$/i.exec(line));
  const row = rows.find((match) => match && (match[2] === undefined || match[2].split('/').at(-1) === name));
  return row?.[1]?.toLowerCase();
}

/** Computes the sum to compare with a part's: of the file's bytes, or of what the archive unpacks to. */
export async function measure({ unpacked }: Pick<Part, 'unpacked'>, file: string): Promise<string> {
  if (!unpacked) return sha256File(file);
  return sha256Unpacked(file).catch((error: NodeJS.ErrnoException) => {
    if (error.syscall) throw error;
    return `none (${error.message})`;
  });
}
