const ofTextPrograms: readonly (readonly [signs: RegExp, typed: string])[] = [
  [/[“”„‟«»]/u, '" or nothing'],
  [/[‘’‚‛]/u, "' or nothing"],
  [/[‐‑‒–—―−]/u, '-'],
];
const unseen = /[\u00a0\u00ad\u2000-\u200f\u202f\u2060\u3000\ufeff]/u;

/**
 * Finds a character that nobody types: web pages and word processors write it instead of a quote, a hyphen or a blank.
 * In a path only the first and the last character are checked, as a folder may be called “Ana’s”.
 */
export function signsNobodyTyped(text: string): readonly string[] {
  const [hidden] = unseen.exec(text) ?? [];
  if (hidden !== undefined) {
    const code = hidden.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    return [`this has a sign that shows nowhere (U+${code}), as web pages do: type it anew`];
  }
  const looked = text.includes('/') ? text.slice(0, 1) + text.slice(-1) : text;
  const [signs, typed] = ofTextPrograms.find(([pattern]) => pattern.test(looked)) ?? [];
  return signs ? [`a text program has put ${signs.exec(looked)?.[0]} there: write ${typed}`] : [];
}
