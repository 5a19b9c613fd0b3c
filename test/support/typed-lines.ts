import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** Reads the lines that a page tells its reader to type, between two of its headings, without comments. */
export function typedLines(page: string, from: string, to: string): readonly string[] {
  const text = readFileSync(join(root, page), 'utf8');
  const [start, end] = [text.indexOf(`\n${from}`), text.indexOf(`\n${to}`)];
  if (start < 0 || end < start) throw new Error(`${page} has no ${from} before ${to}`);
  // Blocks that name their language are files.
  const blocks = text.slice(start, end).matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm);
  const lines = [...blocks].flatMap(([, language, block = '']) => (language === '' ? block.split('\n') : []));
  return lines.map((line) => line.replace(/\s+#.*/, '')).filter(Boolean);
}
