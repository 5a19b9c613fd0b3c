import { UserError } from '../errors.ts';

/** Where a value is in the file: the keys and list indexes that lead to it. */
export type Path = readonly (string | number)[];

/** Something wrong at a path. `at: 'key'` points to the key instead of its value. */
export interface Finding {
  readonly path: Path;
  readonly message: string;
  readonly at?: 'key';
}

/** Something wrong at a place of the file; line and column count from 1. */
export interface Mistake {
  readonly line: number;
  readonly column: number;
  /** The value's path as people write it: nodes[1].network.gateway. Empty for the whole file. */
  readonly path: string;
  /** What to write instead. */
  readonly message: string;
}

/** All mistakes of an inventory at once. */
export class InventoryError extends UserError {
  override readonly name = 'InventoryError';
  /** The file as the user named it. */
  readonly file: string;
  /** Sorted by position. */
  readonly mistakes: readonly Mistake[];

  constructor(file: string, mistakes: readonly Mistake[]) {
    super(mistakes.map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`).join('\n'), {
      exitCode: 2,
      hints: [`correct ${file}, then: microcloud inventory check${file === 'inventory.yaml' ? '' : ` -i ${file}`}`],
    });
    this.file = file;
    this.mistakes = mistakes;
  }
}

/** Writes a path as people do: nodes[1].network.gateway. */
export function formatPath(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');
}

/** Tells whether `path` is `start`, or leads into it. */
export function isWithin(path: Path, start: Path): boolean {
  return start.every((part, index) => path[index] === part);
}
