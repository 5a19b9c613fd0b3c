import { chmod, chown, copyFile, lstat, open, readFile, readlink, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { refusalReason } from '../refused-file.ts';
import { makeFolder } from '../user-folders.ts';
import { decodeKubeconfig } from './read-kubeconfig.ts';

/** A kubeconfig, before or after an edit. */
export interface KubeFile {
  /** Absolute. */
  readonly file: string;
  readonly text: string;
}

export interface Edited {
  /** The same files in the same order. */
  readonly files: readonly (KubeFile & {
    /** Whether the edit replaced entries about something else. The old file is then kept. */
    readonly replaced: boolean;
  })[];
}

/**
 * Edits kubeconfigs, which may not exist yet, under the same locks that kubectl takes. A new text is written beside the
 * file with mode 0600, and then renamed. When the edit throws, or a file is read-only, no file is changed; root may
 * change read-only files, as with kubectl. `backups` lists copies of the files in which something was replaced.
 * `readOnly` lists the files that were read-only, and are so again. Throws a UserError.
 */
export async function updateKubeconfigs<T extends Edited>(
  paths: readonly string[],
  edit: (files: readonly KubeFile[]) => T,
  now = new Date(),
): Promise<T & { readonly backups: readonly string[]; readonly readOnly: readonly string[] }> {
  const locks: string[] = [];
  try {
    for (const path of paths.toSorted()) await lock(path, locks);
    const targets = await Promise.all(paths.map(targetOf));
    const files = await Promise.all(targets.map((target, index) => readText(target, paths[index] ?? target)));
    const edited = edit(files);
    const changes = edited.files.map(({ text, replaced }, index) => {
      const [target = '', before] = [targets[index], files[index]];
      return { path: before?.file ?? target, target, text, replaced, isNew: text !== before?.text };
    });
    const isRoot = process.getuid?.() === 0;
    const readOnly: string[] = [];
    for (const { path, target, isNew } of changes) {
      const mode = isNew ? await readOnlyMode(target) : undefined;
      if (mode === undefined) continue;
      if (!isRoot) throw readOnlyError(path, mode);
      readOnly.push(`${path} (mode ${mode})`);
    }
    const backups: string[] = [];
    for (const { path, target, text, replaced, isNew } of changes) {
      const backup = `${target}.${now.toISOString().slice(0, 19).replaceAll(':', '-')}.bak`;
      if (replaced) {
        // Mode 0600, even if the file was open to others: it has keys.
        await copyFile(target, backup).then(() => chmod(backup, 0o600), refused(backup));
        backups.push(backup);
      }
      await (isNew ? replace(target, text) : keepFromOthers(target)).catch(refused(path));
    }
    return { ...edited, backups, readOnly };
  } finally {
    for (const path of locks) await rm(path, { force: true });
  }
}

async function lock(path: string, locks: string[]): Promise<void> {
  await makeFolder(dirname(path), 0o700).catch(refused(path));
  const name = `${path}.lock`;
  const held = await open(name, 'wx', 0o600).catch((error: NodeJS.ErrnoException) =>
    error.code === 'EEXIST' ? Promise.reject(locked(path, name)) : refused(path)(error),
  );
  locks.push(name);
  await held.close();
}

/** Follows symbolic links, also to a file that does not exist yet: people link to folders that they keep elsewhere. */
async function targetOf(path: string, depth = 0): Promise<string> {
  const status = await lstat(path).catch(() => undefined);
  if (!status?.isSymbolicLink() || depth > 40) return path;
  return targetOf(resolve(dirname(path), await readlink(path)), depth + 1);
}

async function readText(target: string, file: string): Promise<KubeFile> {
  const bytes = await readFile(target).catch((error: NodeJS.ErrnoException) =>
    error.code === 'ENOENT' ? Buffer.alloc(0) : refused(file)(error),
  );
  return { file, text: decodeKubeconfig(bytes, file) };
}

// Renaming would replace even a read-only file, but its owner does not want it changed.
async function readOnlyMode(target: string): Promise<string | undefined> {
  const status = await stat(target).catch(() => undefined);
  if (!status || (status.mode & 0o200) !== 0) return undefined;
  return (status.mode & 0o777).toString(8).padStart(4, '0');
}

function readOnlyError(path: string, mode: string): UserError {
  return new UserError(`${path} is read-only (mode ${mode}), and is left as it is.`, {
    hints: [`chmod u+w ${path}, then the same again`, 'microcloud kubeconfig --output FILE (a file of its own)'],
  });
}

async function keepFromOthers(target: string): Promise<void> {
  const { mode } = await stat(target);
  if ((mode & 0o077) !== 0) await chmod(target, mode & 0o700);
}

async function replace(target: string, text: string): Promise<void> {
  const beside = `${target}.microcloud-${process.pid}`;
  await makeFolder(dirname(target), 0o700);
  await rm(beside, { force: true });
  const file = await open(beside, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  // Under sudo the new file would belong to root, and the user's kubectl could not read it.
  const owner = await stat(target).catch(() => undefined);
  if (owner && owner.uid !== process.getuid?.()) await chown(beside, owner.uid, owner.gid);
  if (owner) await chmod(beside, owner.mode & 0o700);
  await rename(beside, target);
}

function locked(path: string, lock: string): UserError {
  return new UserError(`Another program is changing ${path}.`, {
    hints: [`the same again; if nothing else runs: rm ${lock}`],
  });
}

function refused(path: string) {
  return (error: NodeJS.ErrnoException): never => {
    const emptyFolder = `rmdir ${path} if it is empty: Docker makes such a folder where it shall mount a file that is not there`;
    throw new UserError(`${path} cannot be changed: ${refusalReason(error)}.`, {
      hints: [...(error.code === 'EISDIR' ? [emptyFolder] : []), 'microcloud kubeconfig --output FILE'],
      cause: error,
    });
  };
}
