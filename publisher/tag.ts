import { bunzip2 } from './bzip2/decode.ts';
import { bzip2 } from './bzip2/encode.ts';
import { elementsOf } from './elements.ts';

/** The tag in which Cloudy keeps a node's services. */
export const servicesTag = 'services';

/** More than any list that fits into a tag. */
const mostText = 100_000;

/** Entries as they are written into the tag; without any there is no tag. */
export function encodeTag(entries: readonly string[]): string | undefined {
  if (entries.length === 0) return undefined;
  return Buffer.from(bzip2(Buffer.from(`[${entries.join(',')}]\n`))).toString('base64');
}

export type DecodedTag =
  | { readonly kind: 'entries'; readonly entries: readonly string[] }
  /** Nobody can read it, so there is nothing in it to keep. */
  | { readonly kind: 'poisoned'; readonly reason: string };

/** A tag's entries, each byte for byte as it is there. */
export function decodeTag(tag: string | undefined): DecodedTag {
  if (tag === undefined || tag === '') return { kind: 'entries', entries: [] };
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bunzip2(Buffer.from(tag, 'base64'), mostText));
    const entries = elementsOf(text);
    return entries ? { kind: 'entries', entries } : { kind: 'poisoned', reason: 'It is not a JSON array.' };
  } catch (error) {
    return { kind: 'poisoned', reason: error instanceof Error ? error.message : String(error) };
  }
}
