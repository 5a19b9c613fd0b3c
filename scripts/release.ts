// What the release workflow needs of this repository:
//   node scripts/release.ts owner OWNER/NAME                       writes into package.json where this repository is
//   node scripts/release.ts notes v0.2.0                           prints what CHANGELOG.md says of this version
//   node scripts/release.ts packages v0.2.0                        prints which packages are in what was built (SPDX)
//   node scripts/release.ts formula OWNER/NAME v0.2.0 SHA256SUMS   prints the formula for Homebrew
// Without arguments, before `npm publish`: stops where package.json does not say yet where the repository is.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formulaOf } from './homebrew-formula.ts';
import { packageList, spdxOf } from './package-list.ts';
import { namedRepository, notesOf, requireOwner, versionOf } from './release-texts.ts';

const root = join(import.meta.dirname, '..');
const manifest = join(root, 'package.json');
const text = readFileSync(manifest, 'utf8');
const { version } = JSON.parse(text);
const [verb = '', ...values] = process.argv.slice(2);

const verbs: Readonly<Record<string, (...values: readonly string[]) => void>> = {
  '': () => requireOwner(text),
  owner: (repository = '') => writeFileSync(manifest, namedRepository(text, repository)),
  notes: (tag = '') => console.log(notesOf(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'), versionOf(tag, version))),
  packages: (tag = '') => {
    const parts = JSON.parse(readFileSync(join(root, packageList), 'utf8'));
    const page = String(JSON.parse(text).homepage ?? '').replace('#readme', '');
    const release = { version: versionOf(tag, version), page, node: process.version, now: new Date() };
    process.stdout.write(spdxOf(parts, release));
  },
  formula: (repository = '', tag = '', sums = '') =>
    process.stdout.write(formulaOf(repository, versionOf(tag, version), readFileSync(sums, 'utf8'))),
};

try {
  const act = verbs[verb];
  if (!act) throw new Error(`"${verb}" is none of owner, notes, packages, formula.`);
  act(...values);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
