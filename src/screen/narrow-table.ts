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
  return rows.map((row) => listOf(row, found, breakWords));
}

/** Writes a row as a list: its first cell, and below it a line for each other cell. */
function listOf(row: string, found: readonly Column[], breakWords: (text: string, indent: number) => string): string {
  const cells = found.map(({ title, start }, index) => ({
    title,
    value: row.slice(start, found[index + 1]?.start).trim(),
  }));
  const [first, ...others] = cells;
  const width = Math.max(...others.map(({ title }) => title.length));
  const told = others.filter(({ value }) => value !== '' && value !== '-');
  const lines = told.map(({ title, value }) => breakWords(`  ${title.padEnd(width)}  ${value}`, width + 4));
  return [first?.value ?? '', ...lines].join('\n');
}
