import { stripVTControlCharacters as uncoloured } from 'node:util';
import { narrowTables } from './narrow-table.ts';

/** What stands before a text, and how far its next lines are moved in. */
const marks = /^ *(?:[*!~…i|-] |Try: |or: |Next: )?/;
/** Rows of a table, and lines of files in a plan: nothing may be moved there. */
const asItIs = /\S {2,}(?!\[)\S|^ {6}[ +-]/;
/** Programs that people are told to type. */
const programs = 'microcloud|sudo|kubectl|ssh|ssh-copy-id|ssh-keygen|ssh-add|npm|ping|curl|openssl';
/**
 * A command that people copy. A line break in the middle of it would run its first half, so it stays whole; the terminal
 * breaks one that is wider than itself, and knows that it is one line. It begins where a text says so, and ends with the
 * sentence; elsewhere a program's name is a word like others, with what is done by it.
 */
const command = new RegExp(
  `(?<=^|[:(] )(?:${programs}) .*?(?=\\)|[.,;:](?: |$)|(?: — | \\(|  \\[)|$)|(?:${programs}) \\S+`,
  'g',
);

/**
 * Breaks lines that are wider than a terminal, between words, and moves what follows in.
 *
 * @param columns undefined: no terminal, where lines stay whole, for programs and files
 */
export function fitted(text: string, columns: number | undefined): string {
  if (columns === undefined || columns <= 0) return text;
  const narrow = narrowTables(text, columns, (row, indent) => broken(row, columns, indent).join('\n'));
  return narrow
    .split('\n')
    .map((line) => fittedLine(line, columns))
    .join('\n');
}

/** How many columns a stream has; undefined where it is no terminal. */
export function columnsOf(stream: { readonly isTTY?: boolean; readonly columns?: number }): number | undefined {
  return stream.isTTY ? stream.columns : undefined;
}

function fittedLine(line: string, columns: number): string {
  const shown = uncoloured(line);
  if (shown.length <= columns || asItIs.test(shown)) return line;
  // What to type stands on a line of its own, where it can be found and copied.
  const parts = line.split(/ (?=Try: )| — (?=or: )| {2}(?=\[)/);
  const [first = ''] = parts;
  const indent = ' '.repeat(marks.exec(uncoloured(first))?.[0].length ?? 0);
  return parts
    .map((part, index) => (index === 0 ? part : `${indent}${part}`))
    .flatMap((part) => broken(part, columns))
    .join('\n');
}

/** Breaks a line between words. What stands before `start` is not touched; default: its blanks and its mark. */
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

/** Words, and commands as if each was one word. */
function wordsOf(text: string): readonly string[] {
  const whole = text.replaceAll(command, (typed) => typed.replaceAll(' ', '\0'));
  return whole.split(/ +/).map((word) => word.replaceAll('\0', ' '));
}

/** Where a colour ends with which a line begins. */
function colourEnd(line: string): number {
  return line.startsWith('\u001b') ? line.indexOf('m') + 1 : 0;
}

function widthOf(text: string): number {
  return [...uncoloured(text)].length;
}
