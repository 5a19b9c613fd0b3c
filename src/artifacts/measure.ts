import { sha256File } from './digest.ts';
import type { Part } from './source.ts';
import { sha256Unpacked } from './unpacked.ts';

/** The sum by which a file proves to be the part: of its bytes, or of what it unpacks to. */
export async function measure({ unpacked }: Pick<Part, 'unpacked'>, file: string): Promise<string> {
  if (!unpacked) return sha256File(file);
  return sha256Unpacked(file).catch((error: NodeJS.ErrnoException) => {
    if (error.syscall) throw error;
    return `none (${error.message})`;
  });
}
