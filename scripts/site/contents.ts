import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { englishOf, languageOf, translated } from './languages.ts';
import { linksIn, titleOf } from './markdown.ts';
import { targetOf } from './places.ts';

export interface Named {
  readonly path: string;
  readonly text: string;
}

/** Lists the README in the language of a page, and the pages that it links to, in its order. */
export function contentsOf(root: string, page: string): readonly Named[] {
  const home = translated('README.md', languageOf(page));
  const text = readFileSync(join(root, home), 'utf8');
  const named = new Map([[home, titleOf(text)]]);
  for (const link of linksIn(text)) {
    const { path, anchor } = targetOf(home, link.href);
    const isPage = path.endsWith('.md') && anchor === undefined && englishOf(path) !== 'README.md';
    if (isPage && !named.has(path)) named.set(path, `${link.text.slice(0, 1).toUpperCase()}${link.text.slice(1)}`);
  }
  return [...named].map(([path, name]) => ({ path, text: name }));
}
