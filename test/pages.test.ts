import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { commandPages } from '../scripts/command-pages.ts';
import { guidesOf } from '../scripts/guides.ts';
import { inventoryPage } from '../scripts/inventory-page.ts';
import { manifestOfSources } from '../scripts/manifest-commands.ts';
import { tableCell } from '../scripts/table-cell.ts';
import { inventoryJsonSchema } from '../src/inventory/json-schema.ts';

const root = join(import.meta.dirname, '..');

describe('the pages that the program writes about itself', () => {
  it('of commands are what `node scripts/pages.ts` writes', async () => {
    const folder = join(root, 'docs/commands');
    const pages = commandPages(await manifestOfSources(root), guidesOf(root));
    assert.deepEqual(readdirSync(folder).sort(), [...pages.keys()].sort());
    for (const [file, text] of pages) assert.equal(readFileSync(join(folder, file), 'utf8'), text, file);
  });

  it('of the inventory is what `node scripts/pages.ts` writes', () => {
    const text = readFileSync(join(root, 'docs/inventory.md'), 'utf8');
    assert.equal(text, inventoryPage(inventoryJsonSchema()));
  });

  it('name the guides that say how a command is typed, and no guide of a longer command', () => {
    const command = (id: string) => ({ id, summary: 'Copy', args: {}, flags: {} });
    const guides = [
      { file: 'years.md', text: '# Years\n\n`microcloud backup`\n' },
      { file: 'usb.md', text: '# USB\n\n`microcloud backup list`\n' },
    ];
    const manifest = { version: '1', commands: { a: command('backup'), b: command('backup:list') } };
    const explained = [...commandPages(manifest, guides).values()].map((page) => /Explained in: .*/.exec(page)?.[0]);
    assert.deepEqual(explained, [undefined, 'Explained in: [Years](../years.md)', 'Explained in: [USB](../usb.md)']);
  });

  it('keep their tables whole, whatever the program says', () => {
    assert.equal(tableCell('a | b\n* c `d* | e`'), 'a \\| b \\* c `d* \\| e`');
  });
});
