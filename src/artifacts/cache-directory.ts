import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { ownFolder } from '../user-folders.ts';

/**
 * The folder below the cache. Earlier versions had `artifacts`, where sums that a mirror gave for its own files look
 * like those of publishers: it is not used any more.
 */
const keptAtWord = 'downloads';

/**
 * Returns where this user's copies are kept.
 * @throws UserError where the user has no home directory and XDG_CACHE_HOME is not set
 */
export function cacheDirectory(env: Readonly<Record<string, string | undefined>>): string {
  const folder = ownFolder('cache', env);
  if (folder !== undefined) return join(folder, keptAtWord);
  throw new UserError('There is no place to keep downloads: HOME is not set, and this user has no home directory.', {
    hints: ['XDG_CACHE_HOME=DIRECTORY before the same command'],
    exitCode: 2,
  });
}
