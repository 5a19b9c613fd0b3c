import { randomBytes } from 'node:crypto';

/**
 * A random word, 16 hexadecimal digits, that stands behind each cell and each row of what kubectl prints. kubectl
 * prints texts as they are: whoever writes an annotation, a message or a kubelet's version could end a cell and a row
 * there, and add rows about other nodes. Nobody can guess this word.
 */
export const mark = randomBytes(8).toString('hex');

const rowEnd = `${mark}${mark}\n`;
const cellEnd = `\t${mark}`;

/** Makes the template by which kubectl's `-o` prints a list of objects. `rowsIn` reads what it prints. */
export function columnsOf(fields: readonly string[]): string {
  return `jsonpath=${rowTemplate(fields, '.items[*]')}`;
}

/** Makes the part of such a template that prints the objects of one range. */
export function rowTemplate(fields: readonly string[], range: string): string {
  const cells = fields.map((field) => `{${field}}{"\\t"}{"${mark}"}`).join('');
  return `{range ${range}}${cells}{"${mark}"}{"\\n"}{end}`;
}

/**
 * Returns the text with a line for each row, and a tab behind each cell: what only looks like the end of a cell or a row
 * becomes a blank. Lines between the rows stay, such as warnings of kubectl. The first field must be one that the API
 * itself writes.
 */
export function rowsIn(text: string): string {
  const chunks = text.split(rowEnd);
  const rest = chunks.pop() ?? '';
  return [...chunks.map(rowLine), rest].join('');
}

function rowLine(chunk: string): string {
  // The text was cut at the first two marks, and the first of them ends the last cell: so only a tab is left of that
  // end.
  const [first = '', ...others] = chunk.replace(/\t$/, '').split(cellEnd);
  const start = first.lastIndexOf('\n') + 1;
  const cells = [first.slice(start), ...others].map((cell) => `${cell.replaceAll(/[\t\n\r]/g, ' ')}\t`);
  return `${first.slice(0, start)}${cells.join('')}\n`;
}

/** Cuts one line into cells. The last cell may go on in further lines, which have no cells: undefined for those. */
export function cellsIn(line: string, count: number): readonly string[] | undefined {
  const cells = line.split(cellEnd);
  return cells.length < count ? undefined : cells.slice(0, count).map((cell) => cell.replaceAll('\t', ' '));
}
