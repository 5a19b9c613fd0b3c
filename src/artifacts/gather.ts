import type { Recipe } from './recipe.ts';
import type { OnBytes, Source } from './source.ts';

/** Verified local files of all parts of a recipe, by sha256; downloads go below `into`. */
export async function gather(
  source: Source,
  { parts }: Recipe,
  into: string,
  onBytes?: OnBytes,
): Promise<ReadonlyMap<string, string>> {
  const sizes = parts.map((part) => part.bytes ?? Number.NaN);
  const total = sizes.reduce((sum, bytes) => sum + bytes, 0);
  const files = new Map<string, string>();
  let done = 0;
  for (const part of parts) {
    const report: OnBytes = (bytes, length) => onBytes?.(done + bytes, Number.isNaN(total) ? length : total);
    files.set(part.sha256, await source.file(part, into, report));
    done += part.bytes ?? 0;
  }
  return files;
}
