import { fieldOf } from './column-words.ts';
import type { Row } from './listed-hosts.ts';

/**
 * Reads a table: CSV with commas or semicolons, TSV, a table of Markdown, or columns separated by blanks, as `kubectl
 * get nodes -o wide` prints them. Returns undefined where the text is no table.
 */
export function tableRows(text: string, file: string): readonly Row[] | undefined {
  for (const delimiter of [';', '\t', ',', '|', '  ']) {
    const lines = linesOf(text, delimiter);
    const [head, ...others] = lines;
    const columns = head?.cells ?? [];
    const fields = columns.map(fieldOf);
    if (columns.length < 2 || !(fields.includes('name') || fields.includes('address'))) continue;
    return others
      .filter(({ cells }) => cells.some((cell) => /[^\s:-]/.test(cell)))
      .map(({ cells, line }) => {
        const place = `${file}:${line}`;
        return {
          place,
          values: cells.map((cell, index) => ({ text: cell, column: columns[index] || `column ${index + 1}`, place })),
        };
      });
  }
  return undefined;
}

interface Line {
  readonly line: number;
  readonly cells: readonly string[];
}

function linesOf(text: string, delimiter: string): readonly Line[] {
  return (
    text
      .split(/\r\n?|\n/)
      .map((whole, index) => ({ line: index + 1, whole: whole.trim() }))
      .filter(({ whole }) => whole !== '' && !whole.startsWith('#') && !/^sep=.$/.test(whole))
      // Between columns of kubectl two or more blanks are one delimiter, and <none> is an empty cell.
      .map(({ line, whole }) => ({
        line,
        whole: delimiter === '  ' ? whole.replaceAll(/ {2,}/g, '  ').replaceAll('<none>', '') : whole,
      }))
      .map(({ line, whole }) => ({
        line,
        cells: cellsOf(delimiter === '|' ? whole.replaceAll(/^\||\|$/g, '') : whole, delimiter),
      }))
  );
}

/** Splits a line into cells. A cell in quotes may contain the delimiter, and quotes that are written twice. */
function cellsOf(line: string, delimiter: string): readonly string[] {
  const cells: string[] = [];
  let rest = line;
  for (;;) {
    const [whole, inside] = /^\s*"((?:[^"]|"")*)"\s*/.exec(rest) ?? [];
    const plain = rest.split(delimiter, 1).join();
    cells.push((inside?.replaceAll('""', '"') ?? plain).trim());
    rest = rest.slice((whole ?? plain).length);
    if (!rest.startsWith(delimiter)) return cells;
    rest = rest.slice(delimiter.length);
  }
}
