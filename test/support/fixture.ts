import { readFileSync } from 'node:fs';

/** Reads a file that was recorded on a real machine: test/fixtures/BOARD-OS/NAME. */
export function fixture(path: string): string {
  return readFileSync(new URL(`../fixtures/${path}`, import.meta.url), 'utf8');
}
