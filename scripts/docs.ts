// Makes build/docs: README, docs/ and what they link to, as a site that a browser opens from the folder, without internet.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { siteFiles } from './site/site.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'build/docs');
const files = siteFiles(root);
rmSync(folder, { recursive: true, force: true });
for (const [path, content] of files) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}
console.log(`${files.size} files. Open ${join(folder, 'index.html')} in a browser.`);
