// Says which translations are behind the English pages, and writes a note about it into them.
//   node scripts/translations.ts              looks at all of them
//   node scripts/translations.ts done PAGE    after PAGE, such as docs/es/README.md, was brought up to the English page
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { englishOf } from './site/languages.ts';
import { stamped, standings, told } from './site/translations.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const [verb, ...pages] = process.argv.slice(2);
if (verb === 'done')
  for (const page of pages) writeFileSync(join(root, page), stamped(page, read(page), read(englishOf(page))));
for (const standing of standings(root)) {
  writeFileSync(join(root, standing.page), told(standing));
  console.log(`${standing.page}: ${standing.isBehind ? `behind ${standing.english}` : 'up to date'}`);
}
