import { join } from 'node:path';

/** Where this user's copies are kept: https://specifications.freedesktop.org/basedir-spec/latest/ */
export function cacheDirectory(env: Readonly<Record<string, string | undefined>>): string {
  return join(env.XDG_CACHE_HOME || join(env.HOME ?? '/root', '.cache'), 'microcloud', 'artifacts');
}
