/**
 * The elements of a JSON array, each as it is written there, or undefined when the text is no array.
 * Parsing and printing again would change what others wrote: the order of keys, escapes, spaces.
 */
export function elementsOf(text: string): readonly string[] | undefined {
  const array = parsed(text);
  if (!Array.isArray(array)) return undefined;
  const inside = text.trim().slice(1, -1);
  const elements: string[] = [];
  let start = 0;
  let depth = 0;
  // A text in quotes, or one of the signs that structure is made of.
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
