/** Writes what a program says in one line, with single spaces. */
function inOneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

/**
 * Cuts what a program says for a line of doctor. The text ends where a word ends, and … says that there is more. A word
 * that is longer than a third of the line, as paths and sums are, is cut all the same.
 */
export function shortened(text: string, most = 200): string {
  const line = inOneLine(text);
  if (line.length <= most) return line;
  const start = line.slice(0, most);
  const end = /\s/.test(line[most] ?? '') ? most : start.lastIndexOf(' ');
  const cut = end < (2 * most) / 3 ? start : start.slice(0, end);
  return `${cut.replace(/[\s,;:.(]+$/, '')} …`;
}
