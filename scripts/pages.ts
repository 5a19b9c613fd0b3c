// Writes docs/commands and docs/inventory.md from the program: from the commands and the schema of the sources.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inventoryJsonSchema } from '../src/inventory/json-schema.ts';
import { commandPages } from './command-pages.ts';
import { guidesOf } from './guides.ts';
import { inventoryPage } from './inventory-page.ts';
import { manifestOfSources } from './manifest-commands.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'docs/commands');
const pages = [...commandPages(await manifestOfSources(root), guidesOf(root))];
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const [file, text] of pages) writeFileSync(join(folder, file), text);
writeFileSync(join(root, 'docs/inventory.md'), inventoryPage(inventoryJsonSchema()));
