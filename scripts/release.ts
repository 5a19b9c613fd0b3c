// What the release workflow needs of this repository:
//   node scripts/release.ts owner OWNER/NAME    writes into package.json where this repository is
//   node scripts/release.ts notes v0.2.0        prints what CHANGELOG.md says of this version
// Without arguments, before `npm publish`: stops where package.json does not say yet where the repository is.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { namedRepository, notesOf, requireOwner } from './release-texts.ts';

const root = join(import.meta.dirname, '..');
const manifest = join(root, 'package.json');
const text = readFileSync(manifest, 'utf8');
const [verb, value = ''] = process.argv.slice(2);

try {
  if (verb === 'owner') writeFileSync(manifest, namedRepository(text, value));
  else if (verb === 'notes') {
    const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
    console.log(notesOf(changelog, value, JSON.parse(text).version));
  } else requireOwner(text);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
