// Writes docs/checks: a page for each theme of checks, from the source that `doctor --explain` prints.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadThemes } from '../src/doctor/themes.ts';
import { checkPages } from '../src/screen/runbook-text.ts';

const folder = join(import.meta.dirname, '../docs/checks');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const [file, text] of checkPages(await loadThemes())) writeFileSync(join(folder, file), text);
