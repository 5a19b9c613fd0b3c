import { bunzip2 } from './bzip2/decode.ts';
import { bzip2 } from './bzip2/encode.ts';

/** The tag in which Cloudy keeps a node's services. */
export const servicesTag = 'services';

/**
 * No list that programs write into a tag is longer than this, in bytes. A hundred times as much fits into a tag, if
 * somebody wants it to. It must stay below what `bzip2` takes, since this node's own list is compressed again.
 */
export const mostText = 32_000;
/** The same for what another node says, which each pass decodes anew. */
export const mostOfOthers = 8000;

/** Writes entries as the text of the tag. Without entries there is no tag. */
export function encodeTag(entries: readonly string[]): string | undefined {
  if (entries.length === 0) return undefined;
  return Buffer.from(bzip2(Buffer.from(`[${entries.join(',')}]\n`))).toString('base64');
}

export type DecodedTag =
  | { readonly kind: 'entries'; readonly entries: readonly string[] }
  /** Nobody can read this tag, so nothing in it has to be kept. */
  | { readonly kind: 'poisoned'; readonly reason: string };

/** Reads the entries of a tag, each byte for byte as the tag has it. */
export function decodeTag(tag: string | undefined, most = mostText): DecodedTag {
  if (tag === undefined || tag === '') return { kind: 'entries', entries: [] };
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bunzip2(Buffer.from(tag, 'base64'), most));
    const entries = elementsOf(text);
    return entries ? { kind: 'entries', entries } : { kind: 'poisoned', reason: 'It is not a JSON array.' };
  } catch (error) {
    return { kind: 'poisoned', reason: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * Returns the elements of a JSON array, each as it is written there, or undefined when the text is no array. To parse
 * and print them again would change what other programs wrote: the order of keys, escapes, spaces.
 */
function elementsOf(text: string): readonly string[] | undefined {
  const array = parsed(text);
  if (!Array.isArray(array)) return undefined;
  const inside = text.trim().slice(1, -1);
  const elements: string[] = [];
  let start = 0;
  let depth = 0;
  // Finds each text in quotes, and each sign that is part of the structure.
  for (const { 0: token, index } of inside.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{},]/g)) {
    if (token === '[' || token === '{') depth++;
    if (token === ']' || token === '}') depth--;
    if (token !== ',' || depth > 0) continue;
    elements.push(inside.slice(start, index).trim());
    start = index + 1;
  }
  return array.length === 0 ? [] : [...elements, inside.slice(start).trim()];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
