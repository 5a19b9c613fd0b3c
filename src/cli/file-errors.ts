import { join, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { packageRoot } from '../package-root.ts';
import { refusalHint, refusalReason } from '../refused-file.ts';

/**
 * Makes a UserError of an error of the file system that no other code has handled: a file of the user is refused, which
 * is no bug. undefined for other errors, and for files of this program itself.
 */
export function fileError(error: NodeJS.ErrnoException): UserError | undefined {
  const { path = '' } = error;
  const hint = refusalHint(error, path);
  if (hint === undefined || path === '' || own.some((folder) => resolve(path).startsWith(folder))) return undefined;
  return new UserError(`${path}: ${refusalReason(error)}.`, { hints: [hint], cause: error });
}

/** The folders of this program. Only these: users may keep their inventory beside them. */
const own = ['src', 'dist', 'templates', 'node_modules'].map((folder) => join(packageRoot, folder, '/'));
