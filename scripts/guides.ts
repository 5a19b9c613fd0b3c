import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Guide } from './command-pages.ts';

/** Reads the pages of docs/ that people read one after another, in the order of README's list. */
export function guidesOf(root: string): readonly Guide[] {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const files = [...readme.matchAll(/\]\(docs\/([a-z-]+\.md)\)/g)].map(([, file = '']) => file);
  const names = [...new Set(files)];
  return names.map((file) => ({ file, text: readFileSync(join(root, 'docs', file), 'utf8') }));
}
