import { tableText } from './phrases.ts';

/** The heading of a table: words in capitals, with two blanks or more between columns. */
const heading = /^[A-Z()]+(?: [A-Z()]+)*(?: {2,}[A-Z()]+(?: [A-Z()]+)*)+$/;
/** Least width of the last column, in characters: text in a narrower one is hard to read. */
const leastRoom = 20;

interface Column {
  readonly title: string;
  readonly start: number;
}

/**
 * Rewrites tables of `tableText` that are wider than the terminal. Where only the last column does not fit, its text is
 * broken over several lines. Otherwise each row becomes a list, with the column's title before each value.
 * @param breakWords breaks a text between words, and indents its further lines by `indent` blanks
 */
export function narrowTables(
  text: string,
  columns: number,
  breakWords: (text: string, indent: number) => string,
): string {
  const lines = text.split('\n');
  const out: string[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? '';
    const end = heading.test(line) ? lines.findIndex((later, index) => index > at && later === '') : at + 1;
    const table = lines.slice(at, end < 0 ? lines.length : end);
    const isWide = table.length > 1 && table.some((row) => row.length > columns);
    out.push(...(isWide ? narrow(table, columns, breakWords) : table));
    at += table.length;
  }
  return out.join('\n');
}

function narrow(
  [titles = '', ...rows]: readonly string[],
  columns: number,
  breakWords: (text: string, indent: number) => string,
): readonly string[] {
  const found = [...titles.matchAll(/\S+(?: \S+)*/g)].map(({ 0: title, index: start }) => ({ title, start }));
  const last = found.at(-1)?.start ?? 0;
  if (last + leastRoom <= columns) return [titles, ...rows.map((row) => breakWords(row, last))];
  const short = withoutShared(found, rows);
  if (short && short.width + leastRoom <= columns)
    return [...short.lines.map((line) => breakWords(line, short.width)), breakWords(short.shared, 2)];
  return rows.map((row) => listOf(row, found, breakWords));
}

/** A table without the columns in which all rows that know a value have the same. It is said once, in a line of its own. */
function withoutShared(found: readonly Column[], rows: readonly string[]) {
  const cells = rows.map((row) => found.map(({ start }, index) => row.slice(start, found[index + 1]?.start).trim()));
  const told = found.map((_, index) => [...new Set(cells.map((row) => row[index] ?? ''))].filter(isTold));
  const isOwn = (index: number) => index === 0 || index === found.length - 1 || (told[index]?.length ?? 0) > 1;
  const own = <T>(all: readonly T[]) => all.filter((_, index) => isOwn(index));
  const shared = found.flatMap(({ title }, index) =>
    isOwn(index) || !told[index]?.length ? [] : [`${title} ${told[index]}`],
  );
  if (rows.length < 2 || shared.length === 0) return undefined;
  const lines = tableText([own(found.map(({ title }) => title)), ...cells.map(own)]).split('\n');
  const width = (lines[0]?.length ?? 0) - (found.at(-1)?.title.length ?? 0);
  return { lines, width, shared: `All of them, as far as is known: ${shared.join(', ')}` };
}

function isTold(value: string): boolean {
  return value !== '' && value !== '-';
}

/** Writes a row as a list: its first cell, and below it a line for each other cell. */
function listOf(row: string, found: readonly Column[], breakWords: (text: string, indent: number) => string): string {
  const cells = found.map(({ title, start }, index) => ({
    title,
    value: row.slice(start, found[index + 1]?.start).trim(),
  }));
  const [first, ...others] = cells;
  const width = Math.max(...others.map(({ title }) => title.length));
  const told = others.filter(({ value }) => isTold(value));
  const lines = told.map(({ title, value }) => breakWords(`  ${title.padEnd(width)}  ${value}`, width + 4));
  return [first?.value ?? '', ...lines].join('\n');
}
