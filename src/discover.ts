import { readdir } from 'node:fs/promises';

/**
 * Loads the default exports of the files in a folder of `src`, in the order of the files' names. Files without a
 * default export are helpers of others and are left out. The built program has a list instead of this module:
 * `scripts/discovered.ts` makes it.
 */
export async function discover(folder: string): Promise<readonly unknown[]> {
  const url = new URL(`./${folder}/`, import.meta.url);
  // The folder of a theme may not exist yet: git keeps no empty folders.
  const files = (await readdir(url).catch(() => [])).filter((file) => /(?<!\.d)\.ts$/.test(file)).sort();
  const modules = await Promise.all(files.map((file) => import(new URL(file, url).href)));
  return modules.flatMap((module: { default?: unknown }) => (module.default ? [module.default] : []));
}
