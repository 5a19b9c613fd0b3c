import { readdir } from 'node:fs/promises';

/**
 * The default exports of the files in a folder of `src`, in the order of their names. A file without one is what another
 * uses. The built program has a list in place of this module: `scripts/discovered.ts` makes it.
 */
export async function discover(folder: string): Promise<readonly unknown[]> {
  const url = new URL(`./${folder}/`, import.meta.url);
  // A theme may have no file yet, and git keeps no empty folders.
  const files = (await readdir(url).catch(() => [])).filter((file) => /(?<!\.d)\.ts$/.test(file)).sort();
  const modules = await Promise.all(files.map((file) => import(new URL(file, url).href)));
  return modules.flatMap((module: { default?: unknown }) => (module.default ? [module.default] : []));
}
