import { bunzip2 } from './bzip2/decode.ts';
import { bzip2 } from './bzip2/encode.ts';

/** The tag in which Cloudy keeps a node's services. */
export const servicesTag = 'services';

/**
 * Most bytes of a decoded tag: no program writes a longer list. Somebody could pack a hundred times as much into a tag.
 * This must stay below what `bzip2` accepts, since this node's own list is compressed again.
 */
export const mostText = 32_000;
/** Most bytes of another node's decoded tag. It is smaller, as each pass decodes all of them anew. */
export const mostOfOthers = 8000;

/** Writes entries as the text of the tag. Without entries there is no tag. */
export function encodeTag(entries: readonly string[]): string | undefined {
  if (entries.length === 0) return undefined;
  return Buffer.from(bzip2(Buffer.from(`[${entries.join(',')}]\n`))).toString('base64');
}

export type DecodedTag =
  | { readonly kind: 'entries'; readonly entries: readonly string[] }
  /** The tag is unreadable for everybody, so nothing in it has to be kept. */
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
 * Returns the elements of a JSON array, each exactly as it is written, or undefined when the text is no array. Parsing
 * and printing would change the entries of other programs: the order of keys, escapes, spaces.
 */
function elementsOf(text: string): readonly string[] | undefined {
  const array = parsed(text);
  if (!Array.isArray(array)) return undefined;
  const inside = text.trim().slice(1, -1);
  const elements: string[] = [];
  let start = 0;
  let depth = 0;
  // Finds each string, and each character that is part of the structure.
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
