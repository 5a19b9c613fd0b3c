import { createHash } from 'node:crypto';
import { encodeTag, mostText } from './tag.ts';

const most = 200;
/** Sizes by the hash of the list: the texts themselves would take more memory than the publisher has. */
const sizes = new Map<string, number>();

/**
 * Returns how many bytes a tag of these entries takes, or Infinity for a list that is too long for a tag. It remembers
 * sizes, because compressing is slow, and each pass asks for the same lists.
 */
export function tagSize(entries: readonly string[]): number {
  const text = entries.join();
  if (Buffer.byteLength(text) > mostText) return Number.POSITIVE_INFINITY;
  const key = createHash('sha256').update(text).digest('base64');
  const size = sizes.get(key) ?? encodeTag(entries)?.length ?? 0;
  sizes.delete(key);
  sizes.set(key, size);
  if (sizes.size > most) for (const oldest of sizes.keys()) if (sizes.size > most / 2) sizes.delete(oldest);
  return size;
}
