import { stripVTControlCharacters as uncoloured } from 'node:util';
import { narrowTables } from './narrow-table.ts';

/** The blanks and the mark before a text. Its further lines are indented by their width. */
const marks = /^ *(?:[*!~…i|-] |Try: |or: |Next: )?/;
/** Rows of tables, and lines of files in a plan: these are never broken. */
const asItIs = /\S {2,}(?!\[)\S|^ {6}[ +-]/;
/** Programs that people are told to type. */
const programs = 'microcloud|sudo|kubectl|ssh|ssh-copy-id|ssh-keygen|ssh-add|npm|ping|curl|openssl';
/**
 * A command that people copy. With a line break in the middle, pasting it would run its first half, so it stays on one
 * line; the terminal itself wraps a wider one and still copies it as one line. A command begins at the start of a line
 * or after ":" or "(", and ends with the sentence. Elsewhere only the program's name and the next word stay together.
 */
const command = new RegExp(
  `(?<=^|[:(] )(?:${programs}) .*?(?=\\)|[.,;:](?: |$)|(?: — | \\(|  \\[)|$)|(?:${programs}) \\S+`,
  'g',
);

/**
 * Breaks lines that are wider than a terminal, between words, and indents what follows.
 * @param columns width of the terminal in characters; undefined for programs and files, where lines stay whole
 */
export function fitted(text: string, columns: number | undefined): string {
  if (columns === undefined || columns <= 0) return text;
  const narrow = narrowTables(text, columns, (row, indent) => broken(row, columns, indent).join('\n'));
  return narrow
    .split('\n')
    .map((line) => fittedLine(line, columns))
    .join('\n');
}

/** Returns how many columns a stream has; undefined where it is no terminal. */
export function columnsOf(stream: { readonly isTTY?: boolean; readonly columns?: number }): number | undefined {
  return stream.isTTY ? stream.columns : undefined;
}

function fittedLine(line: string, columns: number): string {
  const shown = uncoloured(line);
  if (shown.length <= columns || asItIs.test(shown)) return line;
  // What to type gets a line of its own, so that it can be found and copied.
  const parts = line.split(/ (?=Try: )| — (?=or: )| {2}(?=\[)/);
  const [first = ''] = parts;
  const indent = ' '.repeat(marks.exec(uncoloured(first))?.[0].length ?? 0);
  return parts
    .map((part, index) => (index === 0 ? part : `${indent}${part}`))
    .flatMap((part) => broken(part, columns))
    .join('\n');
}

/**
 * Breaks a line between words. The part before column `start` is not touched; by default that is its blanks and mark.
 */
function broken(
  line: string,
  columns: number,
  start = marks.exec(uncoloured(line))?.[0].length ?? 0,
): readonly string[] {
  const indent = ' '.repeat(start);
  const untouched = colourEnd(line) + start;
  const [before, after] = [line.slice(0, untouched), line.slice(untouched)];
  const lines: string[] = [];
  let current = before;
  for (const word of wordsOf(after)) {
    const longer = widthOf(current) <= start ? `${current}${word}` : `${current} ${word}`;
    const isFull = widthOf(longer) > columns && widthOf(current) > start;
    if (isFull) lines.push(current);
    current = isFull ? `${indent}${word}` : longer;
  }
  return [...lines, current];
}

/** Splits a text into words. A command counts as one word. */
function wordsOf(text: string): readonly string[] {
  const whole = text.replaceAll(command, (typed) => typed.replaceAll(' ', '\0'));
  return whole.split(/ +/).map((word) => word.replaceAll('\0', ' '));
}

/** Returns the length of the colour code at the beginning of a line. */
function colourEnd(line: string): number {
  return line.startsWith('\u001b') ? line.indexOf('m') + 1 : 0;
}

function widthOf(text: string): number {
  return [...uncoloured(text)].length;
}
