import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { loadThemes } from '../../src/doctor/themes.ts';
import { checkPages } from '../../src/screen/runbook-text.ts';

const folder = join(import.meta.dirname, '../../docs/checks');

it('docs/checks is what `node scripts/checks.ts` writes', async () => {
  const pages = checkPages(await loadThemes());
  assert.deepEqual(readdirSync(folder).sort(), [...pages.keys()].sort());
  for (const [file, text] of pages) assert.equal(readFileSync(join(folder, file), 'utf8'), text, file);
});
