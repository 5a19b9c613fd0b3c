import { dirname, join, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { packageRoot } from '../package-root.ts';
import { command } from '../shell/sh.ts';

/** What the system's error codes for files mean, and what to type. `folder` is the folder of the file. */
const rows: Readonly<Record<string, readonly [says: string, hint: (folder: string, path: string) => string]>> = {
  EACCES: ['you may not write or read it', (folder) => `${command`ls -ld ${folder}`}, or give another path`],
  EPERM: ['the system does not allow it', (folder) => `${command`ls -ld ${folder}`}, or give another path`],
  EROFS: ['its file system is read-only', () => 'give a path on another one'],
  ENOSPC: ['the disk is full', (folder) => `make room (${command`df -h ${folder}`}), or give a path on another disk`],
  EDQUOT: ['your quota is used up', () => 'make room, or give a path on another disk'],
  EFBIG: ['its file system takes no files of this size', () => 'give a path on another one'],
  EIO: ['the disk has errors', () => 'sudo dmesg shows them; give a path on another disk'],
  EISDIR: ['it is a folder', () => 'give the path of a file'],
  ENOTDIR: ['a part of this path is no folder', (folder) => command`ls -ld ${folder}`],
  ENOENT: ['it is not there, or its folder is not', (folder) => command`mkdir -p ${folder}`],
  ENAMETOOLONG: ['the path is too long', () => 'give a shorter one'],
  ELOOP: ['its links lead in a circle', (_, path) => command`ls -l ${path}`],
  EMFILE: ['too many files are open', () => 'ulimit -n 4096, then the same again'],
};

/**
 * Makes a UserError of an error of the file system that no other code has handled: a file of the user is refused, which
 * is no bug. undefined for other errors, and for files of this program itself.
 */
export function fileError(error: NodeJS.ErrnoException): UserError | undefined {
  const { code = '', path } = error;
  const row = rows[code];
  if (!row || typeof path !== 'string' || own.some((folder) => resolve(path).startsWith(folder))) return undefined;
  const [says, hint] = row;
  return new UserError(`${path}: ${says} (${code}).`, { hints: [hint(dirname(path), path)], cause: error });
}

/** The folders of this program. Only these: users may keep their inventory beside them. */
const own = ['src', 'dist', 'templates', 'node_modules'].map((folder) => join(packageRoot, folder, '/'));
