import { readFileSync } from 'node:fs';

/** What a machine really has in a file: test/fixtures/BOARD-OS/NAME. */
export function fixture(path: string): string {
  return readFileSync(new URL(`../fixtures/${path}`, import.meta.url), 'utf8');
}
