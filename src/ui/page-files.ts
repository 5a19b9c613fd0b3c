import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { packageRoot } from '../package-root.ts';
import type { PageFile } from './answers-to-browser.ts';

/** What the page is made of, by path. */
const files = {
  '': { file: 'index.html', type: 'text/html; charset=utf-8' },
  'page.js': { file: 'page.js', type: 'text/javascript; charset=utf-8' },
  'page.css': { file: 'page.css', type: 'text/css; charset=utf-8' },
  'icon.svg': { file: 'icon.svg', type: 'image/svg+xml' },
} as const;

/**
 * Reads the page as it was built.
 * @throws UserError where the page was not built, which happens in a clone of the sources only
 */
export async function readPageFiles(folder = join(packageRoot, 'dist/page')): Promise<ReadonlyMap<string, PageFile>> {
  const read = Object.entries(files).map(async ([path, { file, type }]) => {
    const content = await readFile(join(folder, file));
    return [path, { type, content }] as const;
  });
  return new Map(
    await Promise.all(read).catch((cause: unknown) => {
      const hints = [`cd ${packageRoot} && npm run build`];
      throw new UserError(`The page is not in ${folder}: these sources are not built.`, { hints, cause });
    }),
  );
}
