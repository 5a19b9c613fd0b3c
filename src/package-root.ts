import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of package.json, templates/ and lab/, for the sources and for the built program alike. */
export const packageRoot = rootAbove(import.meta.dirname);

function rootAbove(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : rootAbove(dirname(folder));
}
