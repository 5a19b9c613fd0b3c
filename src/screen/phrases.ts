import { visibleLine } from '../visible-text.ts';

/** Aligns rows in columns, with two blanks between them. The first row is the heading. A cell is one line. */
export function tableText(table: readonly (readonly string[])[]): string {
  const rows = table.map((row) => row.map((cell) => (cell.includes('\n') ? visibleLine(cell) : cell)));
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Cuts a text that is too wide, and puts "…" at its end. */
export function clipped(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(width - 1, 0)).trimEnd()}…`;
}

/** Writes a size in powers of 1000: "640 kB", "71.5 MB". */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 999_500) return `${Math.round(bytes / 1000)} kB`;
  if (bytes < 999_500_000) return `${(bytes / 1e6).toFixed(bytes < 99_950_000 ? 1 : 0)} MB`;
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

/** Writes a command to type, with `-i` unless the inventory is inventory.yaml: "microcloud init -i field.yaml". */
export function typed(command: string, inventory: string): string {
  return `microcloud ${command}${inventory === 'inventory.yaml' ? '' : ` -i ${inventory}`}`;
}

/** Writes a time that has passed: "40 s", "2 min 10 s", "1 h 5 min". */
export function durationText(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min${seconds % 60 > 0 ? ` ${seconds % 60} s` : ''}`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Writes the time of day in the time zone of this computer: "14:02". `time` is in milliseconds since 1970. */
export function clockText(time: number): string {
  return new Date(time).toTimeString().slice(0, 5);
}
