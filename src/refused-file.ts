import { dirname } from 'node:path';
import { command } from './shell/sh.ts';

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

/** Says what an error of the file system means: "it is a folder (EISDIR)". */
export function refusalReason({ code = '', message }: NodeJS.ErrnoException): string {
  const [says] = rows[code] ?? [];
  return says === undefined ? code || message : `${says} (${code})`;
}

/** Says what to type after an error of the file system about this path; undefined where nothing is known of the error. */
export function refusalHint({ code = '' }: NodeJS.ErrnoException, path: string): string | undefined {
  return rows[code]?.[1](dirname(path), path);
}
